import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { datasetVersions } from '../../db/schema';

/** The workbook or SQLite file that a version is a table of; undefined for any other. */
export const findOriginal = query({
  action: 'dataset.read',
  input: z.object({ id: z.string(), version: z.number().int() }),
  async run({ db }, { id, version }) {
    const row = await db.query.datasetVersions.findFirst({
      where: and(eq(datasetVersions.datasetId, id), eq(datasetVersions.number, version)),
      columns: { originalHash: true, originalName: true },
    });
    return row?.originalHash && row.originalName
      ? { hash: row.originalHash, name: row.originalName }
      : undefined;
  },
});
