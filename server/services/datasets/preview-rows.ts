import { z } from 'zod';
import { query } from '../../command';
import { openDuckdb } from './open-duckdb';
import { requireVersion } from './read-dataset';

/** A page of rows as text, null where a value is missing; long texts are cut. */
export const previewRows = query({
  action: 'dataset.read',
  input: z.object({
    id: z.string(),
    version: z.number().int().positive().optional(),
    offset: z.number().int().min(0).default(0),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  async run(context, { id, version, offset, limit }) {
    const { databaseHash, rows: total, number } = await requireVersion(context, id, version);
    const path = await context.storage.localPath(databaseHash);
    await using db = await openDuckdb({ databases: { source: path } });
    const rows = await db.rows(
      `SELECT left(CAST(COLUMNS(*) AS VARCHAR), 500) FROM (FROM source.data LIMIT ${limit} OFFSET ${offset})`,
    );
    return {
      version: number,
      total,
      offset,
      rows: rows.map((row) => Object.values(row).map((value) => (value === null ? null : String(value)))),
    };
  },
});
