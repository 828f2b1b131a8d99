import { learnersAbout } from './learners-about';
import type { Column, Columns, SignatureField } from './model';
import { isPictureColumn } from './picture-text';
import { countValues } from './preprocessing';
import { isMissing, type TableRead, textAt } from './read-table';
import { isText } from './text/find-texts';
import { type TextReading, textOptions } from './text/text-options';
import { mostFeatures, type TrainOptions } from './train-options';
import { isEmpty } from './without-empty';

export interface Features {
  readonly columns: readonly Column[];
  /** Those of them that are texts, and how they are read; undefined where none is. */
  readonly text?: TextReading;
  /** What was left out, and why; what is read as text. */
  readonly notes: readonly string[];
}

/**
 * Chooses the features: those named, or all other columns. Columns without a value are left out; of columns that nobody named, also
 * identifiers and the column that splits by time or group.
 * @throws Error that names a column which is unknown, or gives the target away
 */
export function chooseFeatures(
  { columns: table, skipped }: TableRead,
  target: Column,
  options: Pick<TrainOptions, 'features' | 'split' | 'weight' | 'learner' | 'text'>,
): Features {
  const { features, split, weight, learner } = options;
  const notes: string[] = [];
  const isRead = chooseTexts(table, options.text);
  if (weight !== undefined && features?.includes(weight))
    throw new Error(`“${weight}” is the weight, so it cannot be a feature.`);
  const named = features?.map((name) => findFeature(name, table, skipped, target));
  const candidates = (
    named ?? table.columns.filter(({ name }) => name !== target.name && name !== weight)
  ).filter((column) => {
    const asText = isRead(column);
    const reason =
      reasonAgainst(column) ??
      (asText && learner === 'random-forest'
        ? 'a forest cannot read texts'
        : named || asText
          ? undefined
          : reasonAgainstUnnamed(column, split));
    if (reason) notes.push(`“${column.name}” is not used: ${reason}.`);
    return !reason;
  });
  const chosen = choosePicture(candidates, { named: named !== undefined, learner, notes });
  if (!named) for (const { name, reason } of skipped) notes.push(`“${name}” is not used: it ${reason}.`);
  const leak = chosen.find((column) => equals(column, target));
  if (leak)
    throw new Error(
      `“${leak.name}” equals the target “${target.name}” on every row, so it would give the answer away. Leave it out of the features.`,
    );
  if (chosen.length === 0)
    throw new Error(['No feature is left to learn from.', ...notes.slice(0, 5)].join(' '));
  if (chosen.length > mostFeatures)
    throw new Error(
      `${chosen.length.toLocaleString('en')} columns are too many: a model takes ${mostFeatures.toLocaleString('en')} at most. Name the features, or leave columns out in SQL.`,
    );
  const texts = chosen.filter(isRead).map(({ name }) => name);
  if (texts.length === 0) return { columns: chosen, notes };
  const text = { ...textOptions.parse(options.text ?? {}), columns: texts };
  return { columns: chosen, text, notes: [...notes, ...noteTexts(text)] };
}

/** Which columns are texts: those named, or those found. @throws Error that names one that is none */
function chooseTexts(table: Columns, text: TrainOptions['text']): (column: Column) => boolean {
  for (const name of text?.columns ?? []) {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (!column) throw unknownColumn(name, table);
    if (column.type !== 'string')
      throw new Error(`“${name}” cannot be read as text: it holds ${column.type} values.`);
  }
  const texts =
    text?.columns ??
    table.columns.filter((column) => isText(column) && !isPictureColumn(column)).map(({ name }) => name);
  return ({ name }) => texts.includes(name);
}

const noteTexts = ({ columns, analyzer, buckets, weighting }: TextReading): string[] =>
  columns.map(
    (name) =>
      `“${name}” is read as text: its ${analyzer === 'words' ? 'words' : 'pieces of words'} become ${buckets} numbers (${weighting}).`,
  );

/**
 * Where there are pictures, a network learns from them alone: what stands beside them, such as their size or the name of their file, tells
 * of how they were collected. Columns that nobody named are left out.
 */
function choosePicture(
  columns: readonly Column[],
  { named, learner, notes }: { named: boolean; learner: TrainOptions['learner']; notes: string[] },
): readonly Column[] {
  const [picture, second] = columns.filter(isPictureColumn);
  if (!picture) return columns;
  if (learner !== 'network')
    throw new Error(
      `“${picture.name}” holds pictures, and ${learnersAbout[learner].label} cannot see them. Set the learner to network, or name other features.`,
    );
  if (second)
    throw new Error(`“${picture.name}” and “${second.name}” both hold pictures: name the one to learn from.`);
  const others = columns.filter((column) => column !== picture).map(({ name }) => `“${name}”`);
  if (others.length === 0) return columns;
  if (named)
    throw new Error(
      `A network learns from pictures alone: name “${picture.name}” without ${others.slice(0, 5).join(', ')}.`,
    );
  notes.push(
    `Learnt from the pictures in “${picture.name}” alone; not used: ${others.slice(0, 20).join(', ')}.`,
  );
  return [picture];
}

function findFeature(name: string, table: Columns, skipped: TableRead['skipped'], target: Column): Column {
  if (name === target.name) throw new Error(`“${name}” is the target, so it cannot be a feature.`);
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column) return column;
  const reason = skipped.find((candidate) => candidate.name === name)?.reason;
  if (reason) throw new Error(`“${name}” cannot be a feature: it ${reason}.`);
  throw unknownColumn(name, table);
}

/** Names what there is instead. */
export function unknownColumn(name: string, table: Columns): Error {
  const names = table.columns.map((column) => column.name);
  const same = names.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  if (same) return new Error(`There is no column “${name}”; there is “${same}”.`);
  const more = names.length > 30 ? ` and ${names.length - 30} more` : '';
  return new Error(`There is no column “${name}”. The columns are ${names.slice(0, 30).join(', ')}${more}.`);
}

const reasonAgainst = (column: Column): string | undefined =>
  isEmpty(column) ? 'it has no values' : undefined;

function reasonAgainstUnnamed(column: Column, split: TrainOptions['split']): string | undefined {
  if (split.by === 'time' && split.column === column.name)
    return 'it orders the split, and later rows lie outside of what it was in training';
  if (split.by === 'group' && split.column === column.name)
    return 'it parts the split, and training never sees the groups that test';
  if (column.type !== 'string' || column.values.length < 50 || isPictureColumn(column)) return undefined;
  const distinct = new Set(column.values).size;
  return distinct > 0.9 * column.values.length
    ? 'nearly every row has a value of its own, as an identifier has'
    : undefined;
}

function equals(column: Column, target: Column): boolean {
  if (column.type === 'date') return false;
  for (let row = 0; row < target.values.length; row++)
    if (textAt(column, row) !== textAt(target, row)) return false;
  return true;
}

/** What a request must hold for a column: required where the training rows never lacked it. Texts are not listed: they are for nobody to choose. */
export function toSignatureField(column: Column, text?: Pick<TextReading, 'columns'>): SignatureField {
  let required = true;
  for (let row = 0; row < column.values.length && required; row++) required = !isMissing(column, row);
  const field = { name: column.name, type: column.type, required };
  if (column.type !== 'string') return field;
  if (isPictureColumn(column)) return { ...field, content: 'image' };
  if (text?.columns.includes(column.name)) return { ...field, text: true };
  return { ...field, categories: [...countValues(column.values).keys()].slice(0, 200) };
}
