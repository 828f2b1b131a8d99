import { createHash } from 'node:crypto';
import { z } from 'zod';
import { serializeNotebook } from '@/cells/document/serialize';
import { packagePath } from '@/cells/ml/manifest';
import { command } from '../../../command';
import { blobReferences, modelVersions, revisionContents } from '../../../db/schema';
import { createId } from '../../../id';
import { admitVersionJob } from '../jobs';
import { modelName } from '../names';
import { readManifest, requireBlobs } from '../package-files';
import { takeNumber } from '../take-number';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * A version of a model that was made elsewhere and answers here: a package around its file, `pending` until the hashes are verified. There
 * are no cells behind it, so that nobody can run it again, and everything says so.
 */
export const importVersion = command({
  action: 'model.promote',
  input: z.object({
    model: modelName,
    description: z.string().trim().max(5000).default(''),
    licence: z.string().trim().max(200).default(''),
    /** Where it comes from, in words: the name of its file, and who wrote that. */
    source: z.string().min(1).max(500),
    flavors: z.array(z.string().max(60)).max(20),
    /** MLflow's client moves aliases by name: a model's first version becomes no champion by itself. */
    through: z.literal('mlflow').optional(),
    tags: z.record(z.string().max(250), z.string().max(5000)).default({}),
    runId: z.string().max(256).optional(),
    runLink: z.string().max(500).optional(),
    loggedModelId: z.string().max(100).optional(),
    files: z.record(packagePath, z.object({ hash: sha256, bytes: z.number().int().nonnegative() })),
    /** The data sets whose rows it was tested on. */
    data: z.array(
      z.object({
        ...{ table: z.string(), datasetId: z.string(), name: z.string() },
        ...{ version: z.number().int(), hash: sha256 },
      }),
    ),
  }),
  prepare: (context, { files }) => readManifest(context, files),
  async run(context, input, manifest) {
    await requireBlobs(context, input.files);
    const { modelId, version } = await takeNumber(context, input.model);
    const slice = serializeNotebook({ title: `Made elsewhere: ${input.source}`, cells: [], attributes: {} });
    const sliceHash = createHash('sha256').update(slice).digest('hex');
    await context.db.insert(revisionContents).values({ hash: sliceHash, html: slice }).onConflictDoNothing();
    const id = createId();
    const { source, flavors, files, data, description, licence, tags } = input;
    const { through, runId, runLink, loggedModelId } = input;
    await context.db.insert(modelVersions).values({
      ...{
        id,
        modelId,
        number: version,
        status: 'pending',
        description,
        licence,
        manifest,
        files,
        data,
        tags,
      },
      external: { source, flavors, through, runId, runLink, loggedModelId },
      bytes: Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0),
      ...{ notebookId: '', revisionId: '', sliceHash, sliceCells: 0, totalCells: 0, output: '' },
      idempotencyKey: id,
      verification: {
        verdict: 'impossible',
        detail: `It was made elsewhere (${source}): there are no cells that could be run again.`,
      },
      ...{ createdAt: context.now(), createdBy: context.actor.id },
    });
    const hashes = [...new Set(Object.values(files).map(({ hash }) => hash))];
    await context.db
      .insert(blobReferences)
      .values(hashes.map((hash) => ({ hash, ownerKind: 'model-version', ownerId: id })));
    await context.queue.send(admitVersionJob, { versionId: id }, { singletonKey: id });
    context.audit(`model:${input.model}`, { version, source });
    return { model: input.model, version, versionId: id };
  },
});
