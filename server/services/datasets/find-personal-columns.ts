import { type FoundPersonal, findPersonal } from '@/cells/personal';
import type { DatasetColumnProfile } from '../../db/schema/datasets';
import { type ColumnPart, columnParts } from './column-parts';
import { type Duckdb, quoteName } from './open-duckdb';
import { measureOf } from './profile-table';

/** Rows with a value of which the different ones are looked at, and how many of those. */
const sampledRows = 5000;
const sampledValues = 200;
/** Fewer different values than these tell little. */
const thin = 50;

/** Columns of a table that look like personal data, by their first values and their names. */
export async function findPersonalColumns(
  db: Duckdb,
  table: string,
  profile: readonly DatasetColumnProfile[],
): Promise<Record<string, FoundPersonal>> {
  const found: Record<string, FoundPersonal> = {};
  const usable = profile.filter(({ type }) => !/^(BLOB|BIT|INTERVAL)$/.test(type));
  for await (const part of columnParts(db, table, usable, { rows: sampledRows })) {
    const { samples, isAll } = await sampleFirst(db, part);
    for (const [i, { name, type, missing, distinct }] of part.columns.entries()) {
      const first = samples[i] ?? [];
      // A column with gaps may begin with nothing else.
      const isThin = !isAll && first.length < Math.min(thin, distinct) && missing > 0;
      const measure = measureOf(type);
      const personal = findPersonal({
        name,
        values: isThin ? await samplePresent(db, table, name) : first,
        isNumber: measure === 'number',
        isDate: measure === 'time',
        isNested: measure === 'nested',
      });
      if (personal) found[name] = personal;
    }
  }
  return found;
}

/** Different values of each column among the first rows, in one statement for all, and whether those are all rows. */
async function sampleFirst(
  db: Duckdb,
  { table, columns }: ColumnPart<DatasetColumnProfile>,
): Promise<{ samples: string[][]; isAll: boolean }> {
  const names = columns.map(({ name }) => quoteName(name));
  if (names.length === 0) return { samples: [], isAll: true };
  const [row = {}] = await db.rows(`
    SELECT count(*)::INTEGER AS rows, ${names.map((name, i) => `list_distinct(list(left(${name}::VARCHAR, 200)))[1:${sampledValues}] AS values_${i}`).join(', ')}
    FROM (SELECT ${names.join(', ')} FROM ${table} LIMIT ${sampledRows})`);
  const samples = names.map((_, i) => {
    const values = row[`values_${i}`];
    return Array.isArray(values) ? values.map(String) : [];
  });
  return { samples, isAll: Number(row.rows) < sampledRows };
}

/** The same among the first rows that have a value. */
async function samplePresent(db: Duckdb, table: string, name: string): Promise<string[]> {
  const column = quoteName(name);
  const rows = await db.rows(`
    SELECT DISTINCT left(value, 200) AS value
    FROM (SELECT ${column}::VARCHAR AS value FROM ${table} WHERE ${column} IS NOT NULL LIMIT ${sampledRows})
    LIMIT ${sampledValues}`);
  return rows.map(({ value }) => String(value));
}
