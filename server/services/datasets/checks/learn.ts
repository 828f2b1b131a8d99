import {
  type Expectations,
  type LearntColumn,
  largestDomain,
  learnExpectations,
} from '@/cells/statistics/expectations';
import type { Context } from '../../../context';
import type { datasetVersions } from '../../../db/schema';
import { quoteName } from '../open-duckdb';
import { personalColumns } from '../personal';
import { columnTypeOf } from './column-type';
import { openForCheck } from './open-for-check';

/**
 * What one version shows, as expectations of those to come. The values of short lists are kept, but not those of columns that hold
 * personal data.
 */
export async function learnFrom(
  context: Omit<Context, 'queue'>,
  version: typeof datasetVersions.$inferSelect,
): Promise<Expectations> {
  const personal = await personalColumns(context, version);
  return openForCheck(context, { now: version.databaseHash }, async (db) => {
    const columns: LearntColumn[] = [];
    for (const { name, type, distinct, missing, minimum, maximum } of version.profile) {
      const column = quoteName(name);
      const known = columnTypeOf(type);
      const hasValues =
        (known === 'text' || known === 'boolean') && distinct <= largestDomain && !personal.has(name);
      const [found] = await db.rows(`SELECT
        ${hasValues ? `list_sort(list(DISTINCT ${column}::VARCHAR))` : 'NULL'} AS domain,
        ${/^(FLOAT|DOUBLE)$/.test(type) ? `count(*) FILTER (WHERE NOT isfinite(${column}))::DOUBLE` : '0'} AS infinite
        FROM now.data`);
      const isNumber = known === 'whole' || known === 'number';
      columns.push({
        name,
        type: known,
        values: version.rows - missing,
        distinct,
        ...(isNumber && minimum !== undefined && { minimum: Number(minimum), maximum: Number(maximum) }),
        ...(isNumber && { finite: Number(found?.infinite) === 0 }),
        ...(Array.isArray(found?.domain) && {
          domain: found.domain.filter((one) => one !== null).map(String),
        }),
      });
    }
    return learnExpectations(version.rows, columns);
  });
}
