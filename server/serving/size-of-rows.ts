import type { Columns } from '@/cells/ml/model';

/** Bytes that a table takes while it waits, about: eight a number, and those of its texts, of which a picture's is long. */
export function sizeOfColumns({ columns }: Columns): number {
  let bytes = 0;
  for (const { values, type } of columns) {
    bytes += 8 * values.length;
    if (type === 'string') for (const text of values) bytes += text?.length ?? 0;
  }
  return bytes;
}

/** The same of rows as they came, fields included that no model knows. */
export function sizeOfRows(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length;
  if (typeof value !== 'object' || value === null) return 16;
  let bytes = 16;
  for (const [name, one] of Object.entries(value)) bytes += name.length + sizeOfRows(one);
  return bytes;
}
