import { type FoundPersonal, findPersonal } from '@/cells/personal';
import type { DatasetColumnProfile } from '../../db/schema/datasets';
import { columnParts } from './column-parts';
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
  for await (const part of columnParts(db, table, profile))
    for (const column of part.columns) {
      const personal = await lookAt(db, part.table, column);
      if (personal) found[column.name] = personal;
    }
  return found;
}

async function lookAt(
  db: Duckdb,
  table: string,
  { name, type }: DatasetColumnProfile,
): Promise<FoundPersonal | undefined> {
  if (/^(BLOB|BIT|INTERVAL)$/.test(type)) return undefined;
  const measure = measureOf(type);
  const column = quoteName(name);
  const rows = await db.rows(`
    SELECT DISTINCT left(value, 200) AS value
    FROM (SELECT ${column}::VARCHAR AS value FROM ${table} WHERE ${column} IS NOT NULL LIMIT ${sampledRows})
    LIMIT ${sampledValues}`);
  return findPersonal({
    name,
    values: rows.map(({ value }) => String(value)),
    isNumber: measure === 'number',
    isDate: measure === 'time',
    isNested: measure === 'nested',
  });
}
