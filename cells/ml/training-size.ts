import { boostedTreesOptions } from './boosted-trees/options';
import { describeSize, inWords, planMemory } from './boosted-trees/training-memory';
import { learnersAbout } from './learners-about';
import type { TrainOptions } from './train-options';

/** A table before it is read. */
export interface TableSize {
  readonly rows: number;
  readonly columns: number;
  /** Those of them that hold text. */
  readonly texts: number;
}

/** Undefined where it is not known before it is read, or what is given is no table. */
export function measureTable(data: unknown): TableSize | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  if (Array.isArray(data)) {
    const first: unknown = data[0];
    if (typeof first !== 'object' || first === null) return undefined;
    const values = Object.values(first);
    return { rows: data.length, columns: values.length, texts: values.filter(isText).length };
  }
  const { numRows, schema, columns } = data as Partial<Record<'numRows' | 'schema' | 'columns', unknown>>; // looked at below
  const fields = isWithFields(schema) ? schema.fields : Array.isArray(columns) ? columns : undefined;
  if (typeof numRows !== 'number' || !fields) return undefined;
  return { rows: numRows, columns: fields.length, texts: fields.filter(isTextField).length };
}

/** Of Arrow's types: text, large text, and text by dictionary. */
const textTypes: ReadonlySet<unknown> = new Set([5, 20, 24, -1, 'string']);
const isText = (value: unknown) => typeof value === 'string';
const isWithFields = (schema: unknown): schema is { fields: readonly unknown[] } =>
  typeof schema === 'object' && schema !== null && 'fields' in schema && Array.isArray(schema.fields);
const isTextField = (field: unknown): boolean => {
  const { type } = field as { type?: { typeId?: unknown } | string }; // a field of Arrow, or a column of ours
  return textTypes.has(typeof type === 'object' ? type.typeId : type);
};

/** Bytes of a value in memory: numbers are doubles; of a text, its place and a share of its own. */
const numberBytes = 8;
const textBytes = 32;
/** One-hot columns of a text: fifty frequent values at most, some have fewer. */
const encodedPerText = 20;

/** The table as it is read, its training and test rows, those that are held out, and what is not collected yet. */
const copiesOfTable = 3.5;

/**
 * Bytes that a training takes beside the value that the table is, at its peak. Boosted trees on 10 000 000 rows × 20 columns: 7.5 GB, where a
 * tab was measured to hold 8.6 GB with that value and the engine that made it.
 */
export function estimateTrainingBytes(
  { rows, columns, texts }: TableSize,
  { learner, options }: Pick<TrainOptions, 'learner' | 'options'>,
): number {
  const numbers = columns - texts;
  const table = rows * (numbers * numberBytes + texts * textBytes);
  const copies = copiesOfTable * table;
  const fitted = Math.ceil(0.8 * rows);
  switch (learner) {
    case 'boosted-trees': {
      const { folds, maxLeaves } = boostedTreesOptions.parse(options);
      const needs = { rows: fitted, columns, outputs: 1, boosters: Math.max(folds, 1), maxLeaves };
      return copies + fitted * columns * numberBytes + planMemory(needs).bytes;
    }
    case 'network':
      return copies + fitted * (numbers + texts * encodedPerText) * 4;
    case 'linear':
      return copies + fitted * (numbers + texts * encodedPerText) * 8;
    case 'random-forest':
      return copies + table;
    case 'nearest-centroid':
    case 'dummy':
      return copies;
  }
}

/**
 * Before anything of the table is copied. `limit`: bytes that the tab may use.
 * @throws Error that says how much it would take, and what would fit
 */
export function refuseTooLarge(
  data: unknown,
  options: Pick<TrainOptions, 'learner' | 'options'>,
  limit: number,
): void {
  const size = measureTable(data);
  if (!size) return;
  const bytes = estimateTrainingBytes(size, options);
  if (bytes <= limit) return;
  const { rows, columns } = size;
  const share = limit / bytes;
  const fewer = Math.floor(columns * share);
  throw new Error(
    `${describeSize(rows, columns)} take about ${inWords(bytes)} of memory to train (${learnersAbout[options.learner].label}), ` +
      `and this tab may use ${inWords(limit)}. Train on a sample: end the SQL with “${sampleLine(share)}”` +
      (fewer >= 2 ? `, or select ${fewer} columns or fewer.` : '.'),
  );
}

/** A line of SQL that draws so large a share of the rows, the same rows each time. */
export const sampleLine = (share: number): string =>
  `USING SAMPLE ${Number(Math.max(share * 95, 0.01).toPrecision(2))} PERCENT (bernoulli, 1)`;

/** Bytes that a tab may use: half of what the machine has, but no more than browsers give one process. `gigabytes`: what the browser says it has. */
export const memoryOfTab = (gigabytes = 6): number => Math.min(gigabytes / 2, 8) * 1e9;
