import { and, count, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import type { Context } from '../../context';
import { datasets, datasetVersions, users } from '../../db/schema';
import { AppError } from '../../errors';
import { maskProfile, notePersonal, personalColumns } from './personal';

/** Data sets with their newest version, the newest first. */
export const listDatasets = query({
  action: 'dataset.read',
  input: z.object({ deleted: z.boolean().default(false) }),
  async run({ db }, { deleted }) {
    const versions = db
      .select({ datasetId: datasetVersions.datasetId, versions: count().as('versions') })
      .from(datasetVersions)
      .groupBy(datasetVersions.datasetId)
      .as('counts');
    const rows = await db
      .selectDistinctOn([datasets.id], {
        id: datasets.id,
        name: datasets.name,
        deletedAt: datasets.deletedAt,
        version: datasetVersions.number,
        versions: versions.versions,
        hash: datasetVersions.hash,
        fileName: datasetVersions.fileName,
        rows: datasetVersions.rows,
        bytes: datasetVersions.bytes,
        profile: datasetVersions.profile,
        at: datasetVersions.createdAt,
      })
      .from(datasets)
      .innerJoin(datasetVersions, eq(datasetVersions.datasetId, datasets.id))
      .innerJoin(versions, eq(versions.datasetId, datasets.id))
      .where(deleted ? isNotNull(datasets.deletedAt) : isNull(datasets.deletedAt))
      .orderBy(datasets.id, desc(datasetVersions.number));
    return rows
      .map(({ profile, ...row }) => ({ ...row, columns: profile.length }))
      .sort((a, b) => b.at.getTime() - a.at.getTime());
  },
});

/** One data set: its versions, one of them (the newest unless named) with its profile. */
export const readDataset = query({
  action: 'dataset.read',
  input: z.object({ id: z.string(), version: z.number().int().positive().optional() }),
  async run(context, { id, version }) {
    const dataset = await context.db.query.datasets.findFirst({ where: eq(datasets.id, id) });
    if (!dataset) throw new AppError('not_found', 'There is no such data set.');
    const versions = await context.db
      .select({
        number: datasetVersions.number,
        name: datasetVersions.name,
        note: datasetVersions.note,
        hash: datasetVersions.hash,
        fileName: datasetVersions.fileName,
        originalName: datasetVersions.originalName,
        format: datasetVersions.format,
        rows: datasetVersions.rows,
        bytes: datasetVersions.bytes,
        at: datasetVersions.createdAt,
        by: users.name,
      })
      .from(datasetVersions)
      .leftJoin(users, eq(users.id, datasetVersions.createdBy))
      .where(eq(datasetVersions.datasetId, id))
      .orderBy(desc(datasetVersions.number));
    const shown = await requireVersion(context, id, version);
    const { profile, notes } = shown;
    return {
      id,
      name: dataset.name,
      deletedAt: dataset.deletedAt,
      createdAt: dataset.createdAt,
      versions,
      version: shown.number,
      profile: maskProfile(profile, await personalColumns(context, shown)),
      personal: notePersonal(dataset, shown),
      notes,
    };
  },
});

/** The given version of a data set, or its newest. Throws AppError not_found. */
export async function requireVersion(
  { db }: Pick<Context, 'db'>,
  datasetId: string,
  version?: number | null,
) {
  const found = await db.query.datasetVersions.findFirst({
    where: and(
      eq(datasetVersions.datasetId, datasetId),
      version ? eq(datasetVersions.number, version) : undefined,
    ),
    orderBy: desc(datasetVersions.number),
  });
  if (!found)
    throw new AppError(
      'not_found',
      version ? `This data set has no version ${version}.` : 'There is no such data set.',
    );
  return found;
}
