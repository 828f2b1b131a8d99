import { QueryError } from '@/cells/data';

/** A column is known only where no parameter stands before it: the text of a parameter is longer than its number. */
export function placeInCell(error: QueryError, text: string): Error {
  const { line, column } = error.place ?? {};
  if (line === undefined) return error;
  const before = text.split('\n')[line - 1]?.slice(0, (column ?? 1) - 1) ?? '';
  const isExact = column !== undefined && !/\$\d/.test(before);
  return Object.assign(new QueryError(error.message, error.place), { line, ...(isExact ? { column } : {}) });
}
