import type { Table } from '@uwdata/flechette';

/** The marks of a chart as columns of equal length. */
export interface ChartRows {
  readonly length: number;
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}

/** Dates as text without a zone: Plotly would move a Date to the reader's time zone. */
export function readRows(table: Table): ChartRows {
  const columns = table.schema.fields.map(({ name }) => {
    const child = table.getChild(name);
    const values: unknown[] = child ? Array.from(child, toDrawn) : [];
    return [name, values];
  });
  return { length: table.numRows, columns: Object.fromEntries(columns) };
}

const toDrawn = (value: unknown): unknown =>
  value instanceof Date
    ? value.toISOString().slice(0, -1)
    : typeof value === 'bigint'
      ? Number(value)
      : value;

export function pickRows({ columns }: ChartRows, rows: readonly number[]): ChartRows {
  return {
    length: rows.length,
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, rows.map((row) => values[row])]),
    ),
  };
}

/** The rows of each value of a column, in the order of their first appearance; all of them where there is no such column. */
export function splitRows(
  rows: ChartRows,
  name: string,
): { readonly name: string; readonly rows: ChartRows }[] {
  const values = rows.columns[name];
  if (!values) return [{ name: '', rows }];
  const groups = new Map<string, number[]>();
  for (const [row, value] of values.entries()) {
    const key = value === null || value === undefined ? 'missing' : String(value);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups].map(([key, group]) => ({ name: key, rows: pickRows(rows, group) }));
}
