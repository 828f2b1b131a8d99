import type { CellRange } from './selection';

/** Values that are copied at most: more would stop the browser, and no spreadsheet takes it. */
export const mostCopied = 1_000_000;

export interface CopiedTable {
  /** The value as it may leave the table, '' for a missing one. */
  read(row: number, column: number): string;
  /** Of the columns, to stand above. */
  name?(column: number): string;
}

/** A range as spreadsheets take it: tabs between values, quotes around those that hold tabs, lines or quotes. */
export function writeTsv({ top, bottom, left, right }: CellRange, { read, name }: CopiedTable): string {
  const columns = Array.from({ length: right - left + 1 }, (_, i) => left + i);
  const lines = name ? [columns.map((column) => quote(name(column))).join('\t')] : [];
  // One value alone is the text itself.
  const isOne = top === bottom && left === right && !name;
  if (isOne) return read(top, left);
  for (let row = top; row <= bottom; row++)
    lines.push(columns.map((column) => quote(read(row, column))).join('\t'));
  return lines.join('\n');
}

const quote = (text: string): string => (/["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
