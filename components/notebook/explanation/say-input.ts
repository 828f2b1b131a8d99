import type { Column, ColumnType } from '@/cells/ml/model';
import { textAt } from '@/cells/ml/read-table';
import { maskCell, type PersonalColumns } from '@/cells/personal';

/** Data as it is, not grouped: a year stays 2011. */
export function sayNumber(value: number, type: ColumnType): string {
  if (type === 'boolean') return value === 1 ? 'true' : 'false';
  if (type === 'date')
    return new Date(value)
      .toISOString()
      .replace('T', ' ')
      .replace(/( 00:00)?:00\.000Z$|Z$/, '');
  return String(Number(value.toPrecision(6)));
}

/** What an input holds in a row; masked where it is personal. */
export function sayInput(column: Column | undefined, row: number, personal: PersonalColumns): string {
  if (!column) return '';
  const text = textAt(column, row);
  if (text === null) return 'missing';
  const said = column.type === 'string' ? text : sayNumber(column.values[row] ?? Number.NaN, column.type);
  return maskCell(personal, column.name, said);
}
