import { randomBytes } from 'node:crypto';
import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { metricPoint, toJsonNumber } from '@/cells/tracking/metric-point';
import { params, tags } from '@/cells/tracking/run-event';
import { command, query } from '../../command';
import type { CommandContext } from '../../context';
import { experiments, loggedModels } from '../../db/schema';
import { AppError } from '../../errors';
import { noExperiment } from './edit-experiments';

/** Models that runs wrote, each a folder of artifacts, before anybody registers one (MLflow 3). */

const id = z.string().max(100);

export const createLoggedModel = command({
  action: 'run.log',
  input: z.object({
    experimentId: z.string().max(64),
    name: z.string().max(500).default(''),
    type: z.string().max(500).default(''),
    sourceRunId: z.string().max(256).optional(),
    params: params.default({}),
    tags: tags.default({}),
  }),
  async run(context, input) {
    const experiment = await context.db.query.experiments.findFirst({
      where: eq(experiments.id, input.experimentId),
      columns: { id: true },
    });
    if (!experiment) throw noExperiment(input.experimentId);
    const at = context.now();
    const id = `m-${randomBytes(16).toString('hex')}`;
    await context.db.insert(loggedModels).values({
      ...input,
      id,
      name: input.name || id,
      status: 'PENDING',
      metrics: [],
      createdAt: at,
      createdBy: context.actor.id,
      updatedAt: at,
    });
    context.audit(`logged-model:${id}`, { experimentId: input.experimentId, runId: input.sourceRunId });
    return { id };
  },
});

export const readLoggedModel = query({
  action: 'run.read',
  input: z.object({ id }),
  async run({ db }, { id }) {
    const row = await db.query.loggedModels.findFirst({
      where: and(eq(loggedModels.id, id), isNull(loggedModels.deletedAt)),
    });
    if (!row) throw noLoggedModel(id);
    return row;
  },
});

/** Of these experiments, newest first; 10 000 at most. */
export const listLoggedModels = query({
  action: 'run.read',
  input: z.object({ experimentIds: z.array(z.string().max(64)).max(1000) }),
  run: async ({ db }, { experimentIds }) =>
    db
      .select()
      .from(loggedModels)
      .where(and(inArray(loggedModels.experimentId, experimentIds), isNull(loggedModels.deletedAt)))
      .orderBy(desc(loggedModels.createdAt), loggedModels.id)
      .limit(10_000),
});

export const editLoggedModel = command({
  action: 'run.log',
  input: z.object({
    id,
    status: z.enum(['PENDING', 'READY', 'UPLOAD_FAILED']).optional(),
    params: params.default({}),
    tags: tags.default({}),
    removeTag: z.string().max(250).optional(),
  }),
  async run(context, { id, status, params, tags, removeTag }) {
    const model = await locked(context, id);
    if (removeTag !== undefined && !Object.hasOwn(model.tags, removeTag))
      throw new AppError('not_found', `The logged model ${id} has no tag ${removeTag}.`);
    const kept = Object.entries({ ...model.tags, ...tags }).filter(([key]) => key !== removeTag);
    await context.db
      .update(loggedModels)
      .set({
        status,
        params: { ...model.params, ...params },
        tags: Object.fromEntries(kept),
        updatedAt: context.now(),
      })
      .where(eq(loggedModels.id, id));
    context.audit(`logged-model:${id}`, { status, tags, removeTag });
    return { id };
  },
});

/** Notes a value that a run measured of a model; one that is there already counts once. */
export const logModelMetric = command({
  action: 'run.log',
  isLog: true,
  input: z.object({
    id,
    runId: z.string().max(256),
    point: metricPoint,
    datasetName: z.string().max(500).optional(),
    datasetDigest: z.string().max(64).optional(),
  }),
  async run(context, { id, runId, point, datasetName, datasetDigest }) {
    const model = await locked(context, id);
    const metric = { ...point, value: toJsonNumber(point.value), runId, datasetName, datasetDigest };
    const identity = (one: typeof metric) =>
      JSON.stringify([
        one.key,
        one.value,
        one.step,
        one.timestamp,
        one.runId,
        one.datasetName,
        one.datasetDigest,
      ]);
    const known = model.metrics.some((one) => identity({ ...metric, ...one }) === identity(metric));
    if (!known)
      await context.db
        .update(loggedModels)
        .set({ metrics: [...model.metrics, metric].slice(-10_000) })
        .where(eq(loggedModels.id, id));
    return { id };
  },
});

export const deleteLoggedModel = command({
  action: 'run.delete',
  input: z.object({ id }),
  async run(context, { id }) {
    await locked(context, id);
    await context.db.update(loggedModels).set({ deletedAt: context.now() }).where(eq(loggedModels.id, id));
    context.audit(`logged-model:${id}`, { deleted: true });
    return { id };
  },
});

async function locked(context: CommandContext, id: string) {
  const [row] = await context.db
    .select()
    .from(loggedModels)
    .where(and(eq(loggedModels.id, id), isNull(loggedModels.deletedAt)))
    .for('update');
  if (!row) throw noLoggedModel(id);
  return row;
}

const noLoggedModel = (id: string) =>
  new AppError('not_found', `There is no logged model with the id ${id}.`);
