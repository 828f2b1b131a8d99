import { createHash } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { serializeNotebook } from '@/cells/document/serialize';
import type { PackageManifest } from '@/cells/ml/model';
import { command } from '../../../command';
import { blobReferences, models, modelVersions, revisionContents } from '../../../db/schema';
import { createId } from '../../../id';
import { emit } from '../../webhooks';
import { modelName } from '../names';
import { requireModel } from '../require-version';
import { readMlmodel } from './read-mlmodel';

const file = z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int().nonnegative() });
export type ExternalFile = z.output<typeof file>;

/**
 * A version whose folder another program wrote and MLflow's client registered. Its files are held and given back as they are; nothing
 * of them is run, unpickled or believed. Pages and callers are told that it cannot answer here.
 */
export const registerVersion = command({
  action: 'model.promote',
  input: z.object({
    model: modelName,
    description: z.string().max(5000).default(''),
    tags: z.record(z.string().max(250), z.string().max(5000)).default({}),
    source: z.string().min(1).max(500),
    runId: z.string().max(256).optional(),
    runLink: z.string().max(500).optional(),
    loggedModelId: z.string().max(100).optional(),
    files: z.record(z.string().max(500), file),
    /** Why an ONNX model in it does not answer here. */
    refusal: z.string().max(2000).optional(),
  }),
  prepare: (context, { files }) => readMlmodel(context, files.MLmodel),
  async run(context, input, { flavors }) {
    const model = await requireModel(context, input.model);
    const [row] = await context.db
      .update(models)
      .set({ nextVersion: sql`${models.nextVersion} + 1` })
      .where(eq(models.id, model.id))
      .returning({ next: models.nextVersion });
    const number = (row?.next ?? 2) - 1;
    const slice = serializeNotebook({ title: 'Registered through MLflow', cells: [], attributes: {} });
    const sliceHash = createHash('sha256').update(slice).digest('hex');
    await context.db.insert(revisionContents).values({ hash: sliceHash, html: slice }).onConflictDoNothing();
    const id = createId();
    const { source, runId, runLink, loggedModelId, files } = input;
    await context.db.insert(modelVersions).values({
      ...{ id, modelId: model.id, number, status: 'external', tags: input.tags, files, sliceHash },
      statusDetail: `It was registered through MLflow${flavors.length ? ` (${flavors.join(', ')})` : ''}: its files are kept, but ${input.refusal ? `it does not answer here. ${input.refusal}` : 'Python code and pickles are not run here. Logged with mlflow.onnx it would answer.'} In Python: mlflow.pyfunc.load_model("models:/${input.model}/${number}").`,
      description: input.description,
      manifest: emptyManifest,
      external: { source, runId, runLink, loggedModelId, flavors },
      bytes: Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0),
      ...{ notebookId: '', revisionId: '', sliceCells: 0, totalCells: 0, output: '', data: [] },
      idempotencyKey: id,
      verification: { verdict: 'waiting' },
      ...{ createdAt: context.now(), createdBy: context.actor.id },
    });
    const hashes = [...new Set(Object.values(files).map(({ hash }) => hash))];
    if (hashes.length > 0)
      await context.db
        .insert(blobReferences)
        .values(hashes.map((hash) => ({ hash, ownerKind: 'model-version', ownerId: id })));
    await emit(context, 'model.version.ready', { model: input.model, version: number });
    context.audit(`model:${input.model}`, { version: number, source, runId, loggedModelId });
    return { model: input.model, version: number };
  },
});

/** Says nothing, for readers that expect one: what an external version is stands in `external`. */
const emptyManifest: PackageManifest = {
  ...{ format: 1, learner: 'custom', task: 'regression', target: '', options: {}, seed: null, split: null },
  signature: { inputs: [], output: { name: '', type: 'number' } },
  notes: [],
  evaluation: { task: 'regression', metrics: {}, baseline: {}, rows: 0, residuals: [] },
  ...{ importances: [], trainingRows: 0, environment: {}, weights: [] },
};
