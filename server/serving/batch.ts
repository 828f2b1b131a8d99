import type { Column, Columns } from '@/cells/ml/model';
import type { Costed } from './thread-messages';

/** Several tables with the same columns in the same order, one below the other. */
export function joinColumns(tables: readonly Columns[]): Columns {
  const [first] = tables;
  if (!first) throw new Error('There is nothing to join.');
  if (tables.length === 1) return first;
  const numRows = tables.reduce((sum, table) => sum + table.numRows, 0);
  return {
    numRows,
    columns: first.columns.map((column, index) => joinColumn(tables, column, index, numRows)),
  };
}

function joinColumn(
  tables: readonly Columns[],
  { name, type }: Column,
  index: number,
  numRows: number,
): Column {
  const parts = tables.map((table) => {
    const column = table.columns[index];
    if (column?.name !== name || column.type !== type)
      throw new Error(`The tables do not all have ${name} in the same place.`);
    return column;
  });
  if (type === 'string')
    return { name, type, values: parts.flatMap((part) => (part.type === 'string' ? part.values : [])) };
  const values = new Float64Array(numRows);
  let at = 0;
  for (const part of parts) {
    if (part.type === 'string') continue;
    values.set(part.values, at);
    at += part.values.length;
  }
  return { name, type, values };
}

/** The answers of a joined table, apart again, each with its part of what they took. */
export function splitPredictions(
  { values, probabilities, cost }: Costed,
  sizes: readonly number[],
): Costed[] {
  if (sizes.length === 1) return [{ values, probabilities, cost }];
  const rows = sizes.reduce((sum, size) => sum + size, 0);
  let at = 0;
  return sizes.map((size) => {
    const from = at;
    at += size;
    const width = probabilities?.classes.length ?? 0;
    return {
      values: values.slice(from, at),
      ...(cost && { cost: { ...cost, cpuMs: rows === 0 ? 0 : (cost.cpuMs * size) / rows } }),
      ...(probabilities && {
        probabilities: {
          classes: probabilities.classes,
          values: probabilities.values.slice(from * width, at * width),
        },
      }),
    };
  });
}
