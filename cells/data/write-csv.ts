import type { Table } from '@uwdata/flechette';
import { maskCell, type PersonalColumns } from '@/cells/personal';
import { valueWriter } from './write-value';

const rowsPerPart = 20_000;

export interface CsvOptions {
  /** Places of the rows; all as they are when left out. */
  readonly order?: ArrayLike<number>;
  /** Places of the columns. */
  readonly columns?: readonly number[];
  readonly personal?: PersonalColumns;
}

/** The rows as CSV (RFC 4180), in the order shown, masked as they are shown; gives way to the page between parts. */
export async function writeCsv(
  all: Table,
  { order, columns, personal = new Map() }: CsvOptions = {},
): Promise<Blob> {
  const table = columns ? all.selectAt([...columns]) : all;
  const count = order ? order.length : table.numRows;
  const names = table.names.map(String);
  const writers = table.children.map(valueWriter);
  const write = (writer: (row: number) => string, c: number, row: number) =>
    quote(maskCell(personal, names[c] ?? '', writer(row)));
  const parts = [`${names.map(quote).join(',')}\r\n`];
  for (let start = 0; start < count; start += rowsPerPart) {
    let text = '';
    for (let i = start; i < Math.min(count, start + rowsPerPart); i++)
      text += `${writers.map((writer, c) => write(writer, c, order?.[i] ?? i)).join(',')}\r\n`;
    parts.push(text);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return new Blob(parts, { type: 'text/csv' });
}

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
