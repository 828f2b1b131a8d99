import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { personalKinds } from '@/cells/personal';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { blobReferences, blobs, datasets, datasetVersions } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { tellEvent } from '../events';
import { readEdition } from './checks/expectations';
import { checkDatasetJob } from './checks/job';
import { requireFreeName, versionName, versionNote } from './describe-version';

export const datasetName = z.string().trim().min(1, 'A data set needs a name').max(200);

const storedFile = z.object({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().nonnegative(),
});

const columnProfile = z.object({
  name: z.string(),
  type: z.string(),
  missing: z.number(),
  distinct: z.number(),
  minimum: z.string().optional(),
  maximum: z.string().optional(),
  mean: z.number().optional(),
  standardDeviation: z.number().optional(),
  histogram: z.array(z.number()).optional(),
  top: z.array(z.object({ value: z.string(), count: z.number() })).optional(),
});

/**
 * Registers a file that is already stored and read as the next version of the data set of that name, which is made when it is
 * not there. The same content as a version that is there gives that version, `isNew: false`.
 */
export const createDatasetVersion = command({
  action: 'dataset.create',
  input: z.object({
    name: datasetName,
    fileName: z.string().min(1).max(500),
    format: z.enum(['csv', 'tsv', 'parquet', 'json', 'arrow']),
    source: storedFile,
    /** The file of several tables that `source` was taken from. */
    original: storedFile.extend({ name: z.string().min(1).max(500) }).optional(),
    database: storedFile,
    parquet: storedFile,
    rows: z.number().int().nonnegative(),
    profile: z.array(columnProfile),
    personal: z
      .record(z.string(), z.object({ kind: z.enum(personalKinds), because: z.string() }))
      .default({}),
    personalEdition: z.number().int().nonnegative().default(0),
    notes: z.array(z.string()),
    versionName: versionName.optional(),
    note: versionNote.default(''),
    madeFrom: z
      .array(z.object({ datasetId: z.string(), version: z.number().int().positive() }))
      .max(50, 'A version is made from 50 others at most')
      .default([]),
    notebookId: z.string().optional(),
  }),
  async run(context, input) {
    const { name, source } = input;
    const dataset = await findOrCreate(context, name);
    const same = await context.db.query.datasetVersions.findFirst({
      where: and(eq(datasetVersions.datasetId, dataset.id), eq(datasetVersions.hash, source.hash)),
    });
    if (same) {
      context.audit(`dataset:${dataset.id}`, { name, version: same.number, same: true });
      return {
        datasetId: dataset.id,
        name,
        version: same.number,
        rows: same.rows,
        isNew: false,
        notes: same.notes,
      };
    }
    if (input.versionName) await requireFreeName(context, { id: dataset.id, name: input.versionName });
    const number = await takeNumber(context, dataset.id);
    const id = createId();
    await context.db.insert(datasetVersions).values({
      id,
      datasetId: dataset.id,
      number,
      name: input.versionName || null,
      note: input.note,
      madeFrom: input.madeFrom,
      notebookId: input.notebookId,
      hash: source.hash,
      fileName: input.fileName,
      format: input.format,
      originalHash: input.original?.hash,
      originalName: input.original?.name,
      rows: input.rows,
      bytes: source.bytes,
      databaseHash: input.database.hash,
      parquetHash: input.parquet.hash,
      profile: input.profile,
      personal: input.personal,
      personalEdition: input.personalEdition,
      notes: input.notes,
      createdAt: context.now(),
      createdBy: context.actor.id,
    });
    for (const { hash, bytes } of [
      source,
      input.database,
      input.parquet,
      ...(input.original ? [input.original] : []),
    ])
      await keepBlob(context, { hash, bytes }, id);
    if ((await readEdition(context, dataset.id)).expectations)
      await context.queue.send(checkDatasetJob, { datasetId: dataset.id });
    await tellEvent(context, {
      kind: 'dataset',
      subject: dataset.id,
      words: `${name} has version ${number}`.slice(0, 500),
    });
    context.audit(`dataset:${dataset.id}`, { name, version: number, hash: source.hash, rows: input.rows });
    return {
      datasetId: dataset.id,
      name,
      version: number,
      rows: input.rows,
      isNew: true,
      notes: input.notes,
    };
  },
});

async function findOrCreate(context: CommandContext, name: string): Promise<{ id: string }> {
  const known = await context.db.query.datasets.findFirst({ where: eq(datasets.name, name) });
  if (known?.deletedAt) throw deletedNameTaken(name);
  if (known) return known;
  const id = createId();
  // Two first uploads at once: the second finds the row of the first.
  await context.db
    .insert(datasets)
    .values({ id, name, nextVersion: 1, createdAt: context.now(), createdBy: context.actor.id })
    .onConflictDoNothing();
  const made = await context.db.query.datasets.findFirst({ where: eq(datasets.name, name) });
  if (!made) throw new AppError('conflict', `The data set ${name} was removed just now. Try again.`);
  return made;
}

export const deletedNameTaken = (name: string): AppError =>
  new AppError(
    'conflict',
    `A deleted data set is named ${name}. Restore it from the Deleted list, or choose another name.`,
  );

/** Counts up in the inserting transaction: two versions at once get two numbers. */
async function takeNumber({ db }: CommandContext, datasetId: string): Promise<number> {
  const [taken] = await db
    .update(datasets)
    .set({ nextVersion: sql`${datasets.nextVersion} + 1` })
    .where(eq(datasets.id, datasetId))
    .returning({ next: datasets.nextVersion });
  if (!taken) throw new AppError('not_found', 'This data set was removed just now.');
  return taken.next - 1;
}

async function keepBlob(
  { db, now }: CommandContext,
  file: { hash: string; bytes: number },
  ownerId: string,
): Promise<void> {
  await db
    .insert(blobs)
    .values({ ...file, createdAt: now() })
    .onConflictDoNothing();
  await db
    .insert(blobReferences)
    .values({ hash: file.hash, ownerKind: 'dataset-version', ownerId })
    .onConflictDoNothing();
}
