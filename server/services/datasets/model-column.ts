import type { ColumnType } from '@/cells/ml/model';

/** A DuckDB type as a model's column, and how its values are asked for; undefined for lists, structs and binaries. */
export function modelColumnOf(type: string): { type: ColumnType; sql(column: string): string } | undefined {
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|FLOAT|DOUBLE)$/.test(type))
    return { type: 'number', sql: (column) => `CAST(${column} AS DOUBLE)` };
  if (/^(DATE|TIMESTAMP.*)$/.test(type))
    return { type: 'date', sql: (column) => `CAST(epoch_ms(CAST(${column} AS TIMESTAMP)) AS DOUBLE)` };
  if (type === 'BOOLEAN') return { type: 'boolean', sql: (column) => `CAST(${column} AS INTEGER)` };
  if (/^(VARCHAR|ENUM.*|UUID|TIME)$/.test(type))
    return { type: 'string', sql: (column) => `CAST(${column} AS VARCHAR)` };
  return undefined;
}
