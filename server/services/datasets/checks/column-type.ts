import type { ColumnType } from '@/cells/statistics/expectations';

/** What kind of values a column of DuckDB's type holds. */
export function columnTypeOf(type: string): ColumnType {
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) return 'whole';
  if (/^(FLOAT|DOUBLE|DECIMAL\(\d+,\s?\d+\))$/.test(type)) return 'number';
  if (/^(VARCHAR|UUID|ENUM\(.*\))$/s.test(type)) return 'text';
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'DATE') return 'date';
  return type.startsWith('TIMESTAMP') && !type.endsWith('[]') ? 'time' : 'other';
}
