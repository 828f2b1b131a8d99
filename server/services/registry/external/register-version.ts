import { createHash } from 'node:crypto';
import { z } from 'zod';
import { serializeNotebook } from '@/cells/document/serialize';
import type { PackageManifest } from '@/cells/ml/model';
import { command } from '../../../command';
import { blobReferences, modelVersions, revisionContents } from '../../../db/schema';
import { createId } from '../../../id';
import { modelName } from '../names';
import { requireBlobs } from '../package-files';
import { requireModel } from '../require-version';
import { takeNumber } from '../take-number';
import { tellOfVersion } from '../tell-of-version';
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
    /** Why it does not answer here. */
    refusal: z.string().max(2000).optional(),
    /** A person brought the folder to the page of models, which may make a model of it. MLflow's client makes models first. */
    isDropped: z.boolean().default(false),
  }),
  prepare: (context, { files }) => readMlmodel(context, files.MLmodel),
  async run(context, input, { flavors }) {
    if (input.isDropped) await requireBlobs(context, input.files);
    else await requireModel(context, input.model);
    const { modelId, version: number } = await takeNumber(context, input.model);
    const title = input.isDropped ? 'A folder of MLflow’s' : 'Registered through MLflow';
    const slice = serializeNotebook({ title, cells: [], attributes: {} });
    const sliceHash = createHash('sha256').update(slice).digest('hex');
    await context.db.insert(revisionContents).values({ hash: sliceHash, html: slice }).onConflictDoNothing();
    const id = createId();
    const { source, runId, runLink, loggedModelId, files } = input;
    await context.db.insert(modelVersions).values({
      ...{ id, modelId, number, status: 'external', tags: input.tags, files, sliceHash },
      statusDetail: `${input.isDropped ? 'It is a folder of MLflow’s' : 'It was registered through MLflow'}${flavors.length ? ` (${flavors.join(', ')})` : ''}: its files are kept, but ${input.refusal ? `it does not answer here. ${input.refusal}` : 'Python code and pickles are not run here. Logged with mlflow.onnx it would answer.'} In Python: mlflow.pyfunc.load_model("models:/${input.model}/${number}").`,
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
    await tellOfVersion(context, { modelId, model: input.model, number });
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
