import { csvParseRows } from 'd3-dsv';
import { z } from 'zod';
import type { SignatureField } from '@/cells/ml/model';
import { AppError } from '../../errors';
import { type AskedRows, requireFewRows } from '../../serving';
import { parseLooseJson } from '../loose-json';

type Row = Readonly<Record<string, unknown>>;

const row = z.record(z.string(), z.unknown());
const split = z.object({
  columns: z.array(z.string()),
  index: z.array(z.unknown()).optional(),
  data: z.array(z.array(z.unknown())),
});
const body = z.object({
  dataframe_split: split.optional(),
  dataframe_records: z.array(row).optional(),
  instances: z.union([z.array(row), z.array(z.unknown())]).optional(),
  inputs: z.union([row, z.array(z.unknown())]).optional(),
  params: row.optional(),
});

const fields = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const;
const usage = `The input must be a JSON dictionary with exactly one of the input fields ${JSON.stringify(fields)}`;

/** @throws AppError bad_request */
export function readJson(text: string, inputs: readonly SignatureField[]): AskedRows {
  let value: unknown;
  try {
    value = parseLooseJson(text);
  } catch (error) {
    throw wrong(
      `Failed to parse input as JSON: ${error instanceof Error ? error.message : String(error)}. ${usage}.`,
    );
  }
  const given = typeof value === 'object' && value !== null ? fields.filter((name) => name in value) : [];
  if (given.length !== 1)
    throw wrong(`${usage}. Received ${given.length === 0 ? 'none of them' : given.join(' and ')}.`);
  const parsed = body.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw wrong(`${issue?.path.join('.')}: ${issue?.message}. ${usage}.`);
  }
  const { dataframe_split, dataframe_records, instances, inputs: columns } = parsed.data;
  if (dataframe_split) return { rows: fromSplit(dataframe_split) };
  return {
    rows:
      dataframe_records ??
      (instances ? fromInstances(instances, inputs) : fromColumns(columns ?? [], inputs)),
  };
}

function fromSplit({ columns, data }: z.infer<typeof split>): Row[] {
  requireFewRows(data.length);
  const odd = data.findIndex((values) => values.length !== columns.length);
  if (odd >= 0)
    throw wrong(
      `dataframe_split: row ${odd} has ${data[odd]?.length} values, and there are ${columns.length} columns.`,
    );
  return data.map((values) => Object.fromEntries(columns.map((name, i) => [name, values[i]])));
}

/** Objects by column, lists in the order of the signature, or of one column its bare values. */
function fromInstances(instances: readonly unknown[], inputs: readonly SignatureField[]): Row[] {
  requireFewRows(instances.length);
  return instances.map((instance, place) => {
    const known = row.safeParse(instance);
    if (known.success) return known.data;
    const values: readonly unknown[] = Array.isArray(instance) ? instance : [instance];
    if (values.length !== inputs.length)
      throw wrong(`Row ${place} has ${values.length} values, and the model has ${inputs.length} columns.`);
    return Object.fromEntries(inputs.map(({ name }, i) => [name, values[i]]));
  });
}

function fromColumns(
  columns: Row | readonly unknown[],
  inputs: readonly SignatureField[],
): readonly unknown[] {
  if (Array.isArray(columns)) return fromInstances(columns, inputs);
  const lists = Object.entries(columns).map(([name, values]): readonly [string, readonly unknown[]] => [
    name,
    Array.isArray(values) ? values : [values],
  ]);
  const rows = Math.max(0, ...lists.map(([, values]) => values.length));
  requireFewRows(rows);
  const odd = lists.find(([, values]) => values.length !== rows);
  if (odd) throw wrong(`inputs: column ${odd[0]} has ${odd[1].length} values, and another has ${rows}.`);
  return Array.from({ length: rows }, (_, i) =>
    Object.fromEntries(lists.map(([name, values]) => [name, values[i]])),
  );
}

/** Texts as the signature wants them; an empty field is a missing value, as pandas reads it. */
export function readCsv(text: string, inputs: readonly SignatureField[]): AskedRows {
  const [header = [], ...lines] = csvParseRows(text.replace(/^\uFEFF/, ''));
  if (header.length === 0)
    throw wrong('The CSV is empty: a header with the names of the columns is expected.');
  requireFewRows(lines.length);
  const types = new Map(inputs.map(({ name, type }) => [name, type]));
  return {
    rows: lines.map((values) =>
      Object.fromEntries(header.map((name, i) => [name, readText(values[i] ?? '', types.get(name))])),
    ),
  };
}

function readText(text: string, type: SignatureField['type'] | undefined): unknown {
  if (text === '') return null;
  if (type === 'number') return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  if (type === 'boolean') return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : text;
  return text;
}

const wrong = (message: string) => new AppError('bad_request', message);
