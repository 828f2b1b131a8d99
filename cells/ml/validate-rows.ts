import type { Column, Columns, Signature, SignatureField } from './model';
import { readPictureText, toPictureText } from './picture-text';
import { dateOf } from './read-table';

/** What is wrong with one value of a request. */
export interface RowProblem {
  /** Counted from 0, as in the request. */
  readonly row: number;
  readonly field?: string;
  readonly message: string;
}

export type ValidatedRows =
  | { readonly ok: true; readonly rows: Columns; readonly warnings: readonly string[] }
  /** At most 100 problems; `total` counts all. */
  | { readonly ok: false; readonly problems: readonly RowProblem[]; readonly total: number };

const mostProblems = 100;

/**
 * Reads rows of JSON as the signature's columns. Numbers are finite numbers, dates ISO text or milliseconds since 1970, text is text and
 * booleans are booleans: nothing is converted silently. Fields that the signature does not know are named in `warnings`.
 */
export function validateRows(signature: Signature, rows: unknown): ValidatedRows {
  if (!Array.isArray(rows))
    return refuse([{ row: 0, message: 'The rows must be an array of objects, one for each row.' }], 1);
  const problems: RowProblem[] = [];
  let total = 0;
  const report = (problem: RowProblem) => {
    total++;
    if (problems.length < mostProblems) problems.push(problem);
  };
  const known = new Set(signature.inputs.map(({ name }) => name));
  const unknown = new Set<string>();
  const objects = rows.map((row: unknown, index) => {
    if (isRecord(row)) {
      for (const name of Object.keys(row)) if (!known.has(name)) unknown.add(name);
      return row;
    }
    report({ row: index, message: `Row ${index} is not an object of named values.` });
    return undefined;
  });
  const columns = signature.inputs.map((field) => readField(field, objects, report));
  if (total > 0) return refuse(problems, total);
  const warnings = [...unknown].slice(0, 20).map((name) => `The model does not use “${name}”.`);
  return { ok: true, rows: { numRows: rows.length, columns }, warnings };
}

function refuse(problems: readonly RowProblem[], total: number): ValidatedRows {
  return { ok: false, problems, total };
}

type Row = Readonly<Record<string, unknown>> | undefined;

function readField(
  field: SignatureField,
  rows: readonly Row[],
  report: (problem: RowProblem) => void,
): Column {
  const texts: (string | null)[] = [];
  const numbers = new Float64Array(field.type === 'string' ? 0 : rows.length);
  rows.forEach((row, index) => {
    const value = row && Object.hasOwn(row, field.name) ? row[field.name] : undefined;
    const read = row ? readValue(field, value) : { missing: true };
    if ('problem' in read)
      report({
        row: index,
        field: field.name,
        message: `Row ${index}, field “${field.name}”: ${read.problem}.`,
      });
    if (field.type === 'string') texts.push('text' in read ? read.text : null);
    else numbers[index] = 'number' in read ? read.number : Number.NaN;
  });
  return field.type === 'string'
    ? { name: field.name, type: 'string', values: texts }
    : { name: field.name, type: field.type, values: numbers };
}

type Read = { missing: true } | { number: number } | { text: string } | { problem: string };

/** One value as its field takes it: `undefined` and null are missing, nothing is converted. */
export function readValue({ type, required, content }: SignatureField, value: unknown): Read {
  if (value === undefined || value === null)
    return required ? { problem: value === null ? 'must not be null' : 'is missing' } : { missing: true };
  switch (type) {
    case 'number':
      if (typeof value !== 'number') return { problem: `must be a number, not ${say(value)}` };
      return Number.isFinite(value)
        ? { number: value }
        : { problem: `must be a finite number, not ${value}` };
    case 'boolean':
      if (typeof value !== 'boolean') return { problem: `must be true or false, not ${say(value)}` };
      return { number: value ? 1 : 0 };
    case 'date': {
      const moment = typeof value === 'string' || typeof value === 'number' ? dateOf(value) : Number.NaN;
      return Number.isFinite(moment)
        ? { number: moment }
        : { problem: `must be a date such as "2012-01-31" or "2012-01-31T09:00:00Z", not ${say(value)}` };
    }
    case 'string':
      if (typeof value !== 'string') return { problem: `must be text, not ${say(value)}` };
      return content === 'image' ? readPicture(value) : { text: value };
  }
}

/** A `data:` URL, or base64 alone, as the `data:` URL that models take. */
function readPicture(value: string): Read {
  try {
    const text = toPictureText(readPictureText(value));
    if (text) return { text };
  } catch {
    // Said below.
  }
  return { problem: 'must be a PNG or JPEG picture, as a data: URL or in base64' };
}

function say(value: unknown): string {
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `${typeof value} ${String(value)}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
