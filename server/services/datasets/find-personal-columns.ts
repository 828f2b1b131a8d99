import { type FoundPersonal, findPersonal } from '@/cells/personal';
import type { DatasetColumnProfile } from '../../db/schema/datasets';
import { type Duckdb, quoteName } from './open-duckdb';
import { measureOf } from './profile-table';

/** Rows with a value of which the different ones are looked at, and how many of those. */
const sampledRows = 5000;
const sampledValues = 200;

/** Columns of a table that look like personal data, by their first values and their names. */
export async function findPersonalColumns(
  db: Duckdb,
  table: string,
  profile: readonly DatasetColumnProfile[],
): Promise<Record<string, FoundPersonal>> {
  const found: Record<string, FoundPersonal> = {};
  for (const { name, type } of profile) {
    const measure = measureOf(type);
    if (measure === 'nested') continue;
    const column = quoteName(name);
    const rows = await db.rows(`
      SELECT DISTINCT left(value, 200) AS value
      FROM (SELECT ${column}::VARCHAR AS value FROM ${table} WHERE ${column} IS NOT NULL LIMIT ${sampledRows})
      LIMIT ${sampledValues}`);
    const personal = findPersonal({
      name,
      values: rows.map(({ value }) => String(value)),
      isNumber: measure === 'number',
      isDate: measure === 'time',
    });
    if (personal) found[name] = personal;
  }
  return found;
}
