import type { Column, Columns, Signature, SignatureField } from './model';
import { takeTableRows } from './read-table';
import { readValue } from './validate-rows';

export interface FittingRows {
  /** The signature's columns, of the rows that fit. */
  readonly rows: Columns;
  /** Which rows of the table those are, rising. */
  readonly at: Uint32Array;
  /** Of each other row, the first thing that is wrong with it. */
  readonly reasons: ReadonlyMap<number, string>;
}

/**
 * Reads a table by a signature row for row: what `validateRows` would refuse as a request stands alone with its reason, and the others are
 * read as there.
 */
export function readFittingRows(
  signature: Signature,
  { numRows, values }: { numRows: number; values: ReadonlyMap<string, readonly unknown[]> },
): FittingRows {
  const reasons = new Map<number, string>();
  const columns = signature.inputs.map((field) =>
    readColumn(field, { numRows, values: values.get(field.name), reasons }),
  );
  const all = { numRows, columns };
  const at =
    reasons.size === 0
      ? Uint32Array.from({ length: numRows }, (_, row) => row)
      : Uint32Array.from(rowsBut(reasons, numRows));
  return { rows: reasons.size === 0 ? all : takeTableRows(all, at), at, reasons };
}

function readColumn(
  field: SignatureField,
  {
    numRows,
    values,
    reasons,
  }: { numRows: number; values: readonly unknown[] | undefined; reasons: Map<number, string> },
): Column {
  const texts: (string | null)[] = [];
  const numbers = new Float64Array(field.type === 'string' ? 0 : numRows);
  for (let row = 0; row < numRows; row++) {
    const read = readValue(field, values?.[row]);
    if ('problem' in read && !reasons.has(row)) reasons.set(row, `“${field.name}” ${read.problem}`);
    if (field.type === 'string') texts.push('text' in read ? read.text : null);
    else numbers[row] = 'number' in read ? read.number : Number.NaN;
  }
  return field.type === 'string'
    ? { name: field.name, type: 'string', values: texts }
    : { name: field.name, type: field.type, values: numbers };
}

function* rowsBut(left: ReadonlyMap<number, string>, numRows: number): Generator<number> {
  for (let row = 0; row < numRows; row++) if (!left.has(row)) yield row;
}
