import type { FilterClause } from './run-filter';

/** Whether a value, as it lies in memory, meets a clause. What is missing, and NaN, meets none. */
export function matchClause(
  { operator, value }: FilterClause,
  actual: number | string | null | undefined,
): boolean {
  if (actual === undefined || actual === null || Number.isNaN(actual)) return false;
  switch (operator) {
    case '=':
      return actual === value;
    case '!=':
      return actual !== value;
    case 'IN':
      return Array.isArray(value) && value.includes(actual);
    case 'NOT IN':
      return Array.isArray(value) && !value.includes(actual);
    case 'LIKE':
      return patternOf(String(value), 's').test(String(actual));
    case 'ILIKE':
      return patternOf(String(value), 'si').test(String(actual));
  }
  if (typeof actual !== 'number' || typeof value !== 'number') return false;
  if (operator === '>') return actual > value;
  if (operator === '>=') return actual >= value;
  return operator === '<' ? actual < value : actual <= value;
}

/** `%` for any text, `_` for one character, as in SQL; neighbouring `%` count as one, so that a match cannot take for ever. */
function patternOf(like: string, flags: string): RegExp {
  const source = like
    .replaceAll(/%+/g, '%')
    .replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, flags);
}
