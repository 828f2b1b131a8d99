import { z } from 'zod';
import { arrangementSchema, isArranged, unarranged } from '@/cells/data/arrangement';
import { query } from '../../command';
import { askInTime, writeArrangement } from './arrange-rows';
import { openDuckdb, quoteName } from './open-duckdb';
import { masked, personalColumns } from './personal';
import { describeColumns } from './profile-table';
import { requireVersion } from './read-dataset';

/** The largest picture that a preview shows, in bytes: a page of them is no download. */
const largestPreview = 24 * 1024;

/**
 * A page of rows as text, of so many columns from the first named, null where a value is missing; long texts are cut, small pictures are `data:` URLs, what is personal is
 * masked. Sorted, filtered and searched as asked: `total` counts the rows that pass.
 */
export const previewRows = query({
  action: 'dataset.read',
  input: z.object({
    id: z.string(),
    version: z.number().int().positive().optional(),
    offset: z.number().int().min(0).default(0),
    limit: z.number().int().min(1).max(200).default(50),
    firstColumn: z.number().int().min(0).default(0),
    columns: z.number().int().min(1).max(200).default(100),
    arrangement: arrangementSchema.default(unarranged),
    /** Rows in which this text stands. */
    search: z.string().max(200).default(''),
  }),
  async run(context, { id, version, offset, limit, firstColumn, columns, arrangement, search }) {
    const shown = await requireVersion(context, id, version);
    const { databaseHash, rows: total, number } = shown;
    const personal = await personalColumns(context, shown);
    const path = await context.storage.localPath(databaseHash);
    const isAsked = isArranged(arrangement) || search !== '';
    const { rows, passing } = await askInTime(isAsked, async (signal) => {
      await using db = await openDuckdb({ databases: { source: path }, signal });
      const known = await describeColumns(db, 'source.data');
      const selected = known.slice(firstColumn, firstColumn + columns).map(selectText);
      if (selected.length === 0) return { rows: [], passing: total };
      const { where, order } = writeArrangement(known, personal, { arrangement, search });
      const read = `FROM source.data${where}`;
      const [counted] = where === '' ? [] : await db.rows(`SELECT count(*)::DOUBLE AS n ${read}`);
      return {
        passing: counted ? Number(counted.n) : total,
        rows: await db.rows(
          `SELECT ${selected.join(', ')} FROM (${read}${order} LIMIT ${limit} OFFSET ${offset})`,
        ),
      };
    });
    return {
      version: number,
      total: passing,
      offset,
      firstColumn,
      rows: rows.map((row) =>
        Object.entries(row).map(([name, value]) =>
          value === null ? null : masked(String(value), personal.get(name)),
        ),
      ),
    };
  },
});

function selectText({ name, type }: { readonly name: string; readonly type: string }): string {
  const column = quoteName(name);
  if (type !== 'BLOB') return `left(CAST(${column} AS VARCHAR), 500) AS ${column}`;
  const starts = (hex: string) => `starts_with(hex(${column}[1:4]), '${hex}')`;
  return `CASE WHEN octet_length(${column}) > ${largestPreview} THEN octet_length(${column}) || ' bytes'
    WHEN ${starts('89504E47')} THEN 'data:image/png;base64,' || to_base64(${column})
    WHEN ${starts('FFD8FF')} THEN 'data:image/jpeg;base64,' || to_base64(${column})
    ELSE octet_length(${column}) || ' bytes' END AS ${column}`;
}
