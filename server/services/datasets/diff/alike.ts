import { quoteName } from '../open-duckdb';
import { measureOf } from '../profile-table';

/** One column of two tables. */
export interface SharedColumn {
  readonly name: string;
  readonly typeBefore: string;
  readonly typeAfter: string;
}

const isWhole = (type: string): boolean => /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type);

/**
 * The type as which the values of both sides are compared, where theirs differ: whole numbers as the widest of them
 * (false and true are 0 and 1), other numbers as DOUBLE, times as TIMESTAMP, everything else as text. Undefined where the types are the same.
 */
export function commonType({ typeBefore, typeAfter }: SharedColumn): string | undefined {
  if (typeBefore === typeAfter) return undefined;
  if ([typeBefore, typeAfter].every((type) => isWhole(type) || type === 'BOOLEAN')) return 'HUGEINT';
  const [before, after] = [measureOf(typeBefore), measureOf(typeAfter)];
  if (before === 'number' && after === 'number') return 'DOUBLE';
  if (before === 'time' && after === 'time') return 'TIMESTAMP';
  return 'VARCHAR';
}

/** SQL of a column's value so that it compares with that of the other side. `of`: the alias of its table, when there are two. */
export function alike(column: SharedColumn, of?: string): string {
  const type = commonType(column);
  const value = of ? `${of}.${quoteName(column.name)}` : quoteName(column.name);
  return type ? `${value}::${type}` : value;
}

/** SQL of a number that stands for the values of some columns. */
export const contentOf = (columns: readonly SharedColumn[]): string =>
  columns.length === 0 ? '0::UBIGINT' : `hash(${columns.map((column) => alike(column)).join(', ')})`;
