import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Column, Columns } from '@/cells/ml/model';
import { query } from '../../command';
import { datasets } from '../../db/schema';
import { AppError } from '../../errors';
import { modelColumnOf } from './model-column';
import { openDuckdb } from './open-duckdb';
import { requireVersion } from './read-dataset';

/** Rows of a data set as a model takes them: at most `limit`, drawn from all, and how many there are. */
export const readRows = query({
  action: 'dataset.read',
  input: z.object({
    id: z.string(),
    version: z.number().int().positive().optional(),
    limit: z.number().int().min(1).max(10_000),
  }),
  async run(context, { id, version, limit }) {
    const dataset = await context.db.query.datasets.findFirst({ where: eq(datasets.id, id) });
    if (!dataset || dataset.deletedAt) throw new AppError('not_found', 'There is no such data set.');
    const { databaseHash, hash, number, rows: given } = await requireVersion(context, id, version);
    await using db = await openDuckdb({
      databases: { source: await context.storage.localPath(databaseHash) },
    });
    const described = await db.rows('DESCRIBE source.data');
    const known = described.flatMap(({ column_name: name, column_type: type }) => {
      const as = modelColumnOf(String(type));
      return as ? [{ name: String(name), ...as }] : [];
    });
    const list = known.map(({ name, sql }, i) => `${sql(`"${name.replaceAll('"', '""')}"`)} AS c${i}`);
    const rows = await db.rows(
      `SELECT ${list.join(', ')} FROM (FROM source.data USING SAMPLE reservoir(${limit} ROWS) REPEATABLE (1))`,
    );
    const columns = known.map(({ name, type }, i): Column => {
      const values = rows.map((row) => row[`c${i}`] ?? null);
      if (type === 'string')
        return { name, type, values: values.map((value) => (value === null ? null : String(value))) };
      return {
        name,
        type,
        values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
      };
    });
    const table: Columns = { numRows: rows.length, columns };
    return { name: dataset.name, version: number, hash, given, table };
  },
});
