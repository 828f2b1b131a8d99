import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { GrantedDataset } from '@/cells/bridge/messages';
import { query } from '../../command';
import type { Context } from '../../context';
import { datasets, type datasetVersions, grants } from '../../db/schema';
import { requireGrant, requireImport } from '../notebooks';
import { sayBlocked } from './checks';
import { personalColumns } from './personal';
import { requireVersion } from './read-dataset';

/** The data sets that a notebook, or one that it imports, may read, by the table names under which it does, in the order in which they were granted. */
export const listGranted = query({
  action: 'dataset.read',
  input: z.object({ notebookId: z.string(), imported: z.string().optional() }),
  async run(context, { notebookId: reader, imported }): Promise<GrantedDataset[]> {
    const notebookId = await ownerOf(context, reader, imported);
    const rows = await context.db
      .select({
        table: grants.name,
        datasetId: grants.subjectId,
        version: grants.version,
        name: datasets.name,
      })
      .from(grants)
      .innerJoin(datasets, eq(datasets.id, grants.subjectId))
      .where(and(eq(grants.notebookId, notebookId), eq(grants.kind, 'dataset')))
      .orderBy(grants.createdAt);
    return Promise.all(
      rows.map(async (row) => {
        const { dataset, version } = await describeGranted(context, row);
        return { ...dataset, blocked: await sayBlocked(context, dataset.name, version) };
      }),
    );
  },
});

/** The files of one granted data set. The door makes short-lived URLs of the hashes. */
export const openGranted = query({
  action: 'dataset.read',
  input: z.object({ notebookId: z.string(), table: z.string(), imported: z.string().optional() }),
  async run(context, { notebookId: reader, table, imported }) {
    const notebookId = await ownerOf(context, reader, imported);
    const grant = await requireGrant(context, notebookId, 'dataset', table);
    const dataset = await context.db.query.datasets.findFirst({ where: eq(datasets.id, grant.subjectId) });
    return describeGranted(context, {
      table,
      datasetId: grant.subjectId,
      version: grant.version,
      name: dataset?.name ?? table,
    });
  },
});

/** Whose grants count: those of the notebook itself, or of one whose cells it runs. */
async function ownerOf(context: Context, notebookId: string, imported: string | undefined): Promise<string> {
  if (imported === undefined) return notebookId;
  await requireImport(context, notebookId, imported);
  return imported;
}

/** A version of a data set as one notebook sees it: by a grant, or pinned with a model that was trained on it. */
export async function describeGranted(
  context: Pick<Context, 'db'>,
  granted: { table: string; datasetId: string; version: number | null; name: string },
): Promise<{
  dataset: GrantedDataset;
  databaseHash: string;
  sourceHash: string;
  version: typeof datasetVersions.$inferSelect;
}> {
  const version = await requireVersion(context, granted.datasetId, granted.version);
  const personal = await personalColumns(context, version);
  return {
    databaseHash: version.databaseHash,
    sourceHash: version.hash,
    version,
    dataset: {
      table: granted.table,
      name: granted.name,
      version: version.number,
      hash: version.hash,
      fileName: version.fileName,
      rows: version.rows,
      bytes: version.bytes,
      columns: version.profile.map(({ name, type }) => ({ name, type, personal: personal.get(name) })),
    },
  };
}
