/**
 * A JavaScript value as a SQL literal of DuckDB, for an argument of EXECUTE. Dates become timestamps in UTC, typed arrays and
 * arrays become lists, plain objects become structs; undefined and NaN of a Date are NULL.
 * @throws TypeError for what has no place in SQL, such as a function
 */
export function writeLiteral(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'NULL';
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      return String(value);
    case 'number':
      return writeNumber(value);
    case 'string':
      return quoteText(value);
    case 'object':
      return value === null ? 'NULL' : writeObject(value);
    default:
      throw new TypeError(
        `A ${typeof value} cannot be a parameter of a query. Give a number, text, date or list.`,
      );
  }
}

function writeNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '0' : String(value);
  return `'${value}'::DOUBLE`; // Infinity and NaN
}

function writeObject(value: object): string {
  if (value instanceof Date)
    return Number.isNaN(value.getTime())
      ? 'NULL'
      : `TIMESTAMP '${value.toISOString().replace('T', ' ').replace('Z', '')}'`;
  if (Array.isArray(value)) return `[${value.map(writeLiteral).join(', ')}]`;
  if (ArrayBuffer.isView(value) && Symbol.iterator in value)
    return `[${Array.from(value as unknown as Iterable<number | bigint>, writeLiteral).join(', ')}]`; // every iterable view holds numbers
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(
      `A ${value.constructor?.name ?? 'value'} cannot be a parameter of a query. Name a table in FROM, or give a number, text, date or list.`,
    );
  const fields = Object.entries(value).map(([key, field]) => `${quoteText(key)}: ${writeLiteral(field)}`);
  if (fields.length === 0) throw new TypeError('An empty object cannot be a parameter of a query.');
  return `{${fields.join(', ')}}`;
}

export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
