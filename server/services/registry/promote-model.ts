import { createHash } from 'node:crypto';
import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { notebookId } from '@/cells/bridge/notebooks';
import { parseNotebook } from '@/cells/document/parse';
import { packagePath } from '@/cells/ml/manifest';
import { runId } from '@/cells/tracking/run-event';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { blobReferences, models, modelVersions, revisionContents, revisions, runs } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { holdSliceFiles } from './hold-slice-files';
import { admitVersionJob } from './jobs';
import { modelName } from './names';
import { readManifest, requireBlobs } from './package-files';
import { pinData } from './pin-data';
import { takeNumber } from './take-number';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'A file is named by its SHA-256 in hexadecimal');
const packageFile = z.object({ hash: sha256, bytes: z.number().int().nonnegative() });
const largestPackage = 1024 ** 3;

/**
 * Adds a version to a model, `pending` until the hash of every file is verified. The files were uploaded before; what the
 * version says of itself is read from its stored `cellar.json`, never from the caller. The same idempotency key gives the
 * same version.
 */
export const promoteModel = command({
  action: 'model.promote',
  input: z.object({
    model: modelName,
    description: z.string().trim().max(5000).default(''),
    notebookId: z.string(),
    /** The revision the model was trained in; the newest when left out. */
    revisionId: z.string().optional(),
    files: z
      .record(packagePath, packageFile)
      .refine((files) => Object.keys(files).length <= 1000, 'A package has at most 1 000 files'),
    slice: z.string().min(1).max(5_000_000),
    sliceCells: z.number().int().positive(),
    totalCells: z.number().int().positive(),
    output: z.string().min(1).max(200),
    datasets: z
      .array(z.object({ table: z.string().max(200), hash: sha256, notebook: notebookId.optional() }))
      .max(200),
    idempotencyKey: z.string().min(8).max(100),
    /** The run that trained it, of the same notebook; another's is not taken. */
    runId: runId.optional(),
  }),
  async prepare(context, { files, slice }) {
    const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
    if (bytes > largestPackage)
      throw new AppError(
        'too_large',
        'The package is larger than 1 GB. Train a smaller model, or leave files out.',
      );
    checkSlice(slice);
    return { bytes, manifest: await readManifest(context, files) };
  },
  async run(context, input, { bytes, manifest }) {
    // A double click arrives twice at once: the second waits here, then finds the first one's version.
    await context.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${input.idempotencyKey}, 0))`);
    const done = await findByKey(context, input.idempotencyKey);
    if (done) {
      context.audit(`model:${done.model}`, { version: done.version, repeated: true });
      return done;
    }
    const revisionId = await requireRevision(context, input.notebookId, input.revisionId);
    const data = await pinData(context, input.notebookId, input.datasets);
    await requireBlobs(context, input.files);
    const { modelId, version } = await takeNumber(context, input.model);
    const sliceHash = createHash('sha256').update(input.slice).digest('hex');
    await context.db
      .insert(revisionContents)
      .values({ hash: sliceHash, html: input.slice })
      .onConflictDoNothing();
    const id = createId();
    await context.db.insert(modelVersions).values({
      id,
      modelId,
      number: version,
      status: 'pending',
      description: input.description,
      manifest,
      files: input.files,
      bytes,
      notebookId: input.notebookId,
      revisionId,
      sliceHash,
      sliceCells: input.sliceCells,
      totalCells: input.totalCells,
      output: input.output,
      data,
      idempotencyKey: input.idempotencyKey,
      runId: await ownRun(context, input),
      verification: { verdict: 'waiting' },
      createdAt: context.now(),
      createdBy: context.actor.id,
    });
    const hashes = [...new Set(Object.values(input.files).map((file) => file.hash))];
    await context.db
      .insert(blobReferences)
      .values(hashes.map((hash) => ({ hash, ownerKind: 'model-version', ownerId: id })));
    await holdSliceFiles(context, { versionId: id, notebookId: input.notebookId, slice: input.slice });
    await context.queue.send(admitVersionJob, { versionId: id }, { singletonKey: id });
    context.audit(`model:${input.model}`, { version, notebook: input.notebookId, revision: revisionId });
    return { model: input.model, version, versionId: id };
  },
});

function checkSlice(slice: string): void {
  try {
    parseNotebook(slice);
  } catch (cause) {
    throw new AppError('unprocessable', 'The slice is not a notebook file, so nobody could re-run it.', {
      cause,
    });
  }
}

async function findByKey(context: CommandContext, idempotencyKey: string) {
  const [row] = await context.db
    .select({ model: models.name, version: modelVersions.number, versionId: modelVersions.id })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .where(eq(modelVersions.idempotencyKey, idempotencyKey));
  return row;
}

async function requireRevision(
  context: CommandContext,
  notebookId: string,
  revisionId: string | undefined,
): Promise<string> {
  const [row] = await context.db
    .select({ id: revisions.id })
    .from(revisions)
    .where(
      and(
        eq(revisions.notebookId, notebookId),
        revisionId === undefined ? undefined : eq(revisions.id, revisionId),
      ),
    )
    .orderBy(desc(revisions.number))
    .limit(1);
  if (!row)
    throw new AppError(
      'not_found',
      'The notebook, or that revision of it, does not exist. Save the notebook, then promote.',
    );
  return row.id;
}

/** What a frame says counts for runs of its own notebook only. A run is told of on a way of its own, and may arrive after its model. */
async function ownRun(
  { db }: CommandContext,
  { runId: id, notebookId }: { runId?: string; notebookId: string },
): Promise<string | undefined> {
  if (id === undefined) return undefined;
  const known = await db.query.runs.findFirst({ where: eq(runs.id, id), columns: { notebookId: true } });
  return !known || known.notebookId === notebookId ? id : undefined;
}
