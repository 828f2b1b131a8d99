import { randomBytes } from 'node:crypto';
import { and, desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { nameRun } from '@/cells/tracking/name-run';
import { params, runDataset, runId, runKinds, runStatuses, tags } from '@/cells/tracking/run-event';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { datasets, datasetVersions, experiments, grants, revisions, runInputs, runs } from '../../db/schema';
import { AppError } from '../../errors';
import { defaultExperimentId, noExperiment, notebookExperiment } from './edit-experiments';
import { requireRun } from './require-run';

const runName = z.string().max(500);
const time = z.number().int().nonnegative();

const startInput = z.object({
  id: runId.optional(),
  experimentId: z.string().max(64).optional(),
  notebookId: z.string().max(100).optional(),
  name: runName.optional(),
  kind: z.enum(runKinds).default('external'),
  status: z.enum(runStatuses).default('RUNNING'),
  startedAt: time.optional(),
  userId: z.string().max(256).optional(),
  parentId: z.string().max(256).optional(),
  learner: z.string().max(100).optional(),
  revisionId: z.string().max(100).optional(),
  revision: z.number().int().positive().optional(),
  sliceHash: z.string().max(64).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  params: params.default({}),
  tags: tags.default({}),
  datasets: z.array(runDataset).default([]),
});

/** A new run; one that is there already under the same id stays as it is. */
export const startRun = command({
  action: 'run.log',
  input: startInput,
  async run(context, input) {
    const started = await insertRun(context, input);
    context.audit(`run:${started.id}`, { experimentId: started.experimentId, name: started.name });
    return started;
  },
});

export async function insertRun(context: CommandContext, input: z.output<typeof startInput>) {
  const experimentId = input.experimentId ?? (await experimentFor(context, input.notebookId));
  const experiment = await context.db.query.experiments.findFirst({
    where: eq(experiments.id, experimentId),
    columns: { deletedAt: true, name: true },
  });
  if (!experiment) throw noExperiment(experimentId);
  if (experiment.deletedAt)
    throw new AppError(
      'conflict',
      `The experiment ${experiment.name} is deleted. Restore it, or name another.`,
    );
  const id = input.id ?? randomBytes(16).toString('hex');
  const parentId = input.parentId ?? input.tags['mlflow.parentRunId'];
  const { datasets: read, startedAt, revision, ...rest } = input;
  const name = input.name || input.tags['mlflow.runName'] || nameRun(id);
  const values = {
    ...rest,
    id,
    experimentId,
    name,
    revisionId: input.revisionId ?? (await findRevision(context, input.notebookId, revision)),
    startedAt: new Date(startedAt ?? context.now().getTime()),
    userId: input.userId ?? context.actor.name,
    parentId,
    // MLflow's clients know a run that lies under another by this tag.
    tags: { ...input.tags, 'mlflow.runName': name, ...(parentId && { 'mlflow.parentRunId': parentId }) },
    models: { inputs: [], outputs: [] },
    note: '',
    starred: false,
    createdAt: context.now(),
    createdBy: context.actor.id,
  };
  const [row] = await context.db.insert(runs).values(values).onConflictDoNothing().returning({ id: runs.id });
  if (row) await addDatasets(context, { id, notebookId: input.notebookId, read });
  return { id, experimentId, name, isNew: row !== undefined };
}

const experimentFor = async (context: CommandContext, notebookId: string | undefined) =>
  notebookId === undefined ? defaultExperimentId : notebookExperiment(context, notebookId);

async function findRevision(
  context: CommandContext,
  notebookId: string | undefined,
  number: number | undefined,
): Promise<string | undefined> {
  if (notebookId === undefined || number === undefined) return undefined;
  const found = await context.db.query.revisions.findFirst({
    where: and(eq(revisions.notebookId, notebookId), eq(revisions.number, number)),
    columns: { id: true },
  });
  return found?.id;
}

/** Versions are found by content among those the notebook may read: what a frame says it read counts only that far. */
async function addDatasets(
  context: CommandContext,
  { id, notebookId, read }: { id: string; notebookId?: string; read: readonly z.output<typeof runDataset>[] },
) {
  for (const { name, hash, context: purpose } of read) {
    const [known] =
      notebookId === undefined
        ? []
        : await context.db
            .select({ datasetId: datasets.id, version: datasetVersions.number, name: datasets.name })
            .from(grants)
            .innerJoin(datasets, eq(datasets.id, grants.subjectId))
            .innerJoin(
              datasetVersions,
              and(eq(datasetVersions.datasetId, datasets.id), eq(datasetVersions.hash, hash)),
            )
            .where(and(eq(grants.notebookId, notebookId), eq(grants.kind, 'dataset')))
            .orderBy(desc(eq(grants.name, name)), desc(datasetVersions.number))
            .limit(1);
    await context.db
      .insert(runInputs)
      .values({
        runId: id,
        name,
        digest: hash,
        context: purpose,
        sourceType: known ? 'cellar' : 'local',
        source: known ? `cellar:${known.name}@${known.version}` : name,
        tags: {},
        datasetId: known?.datasetId,
        version: known?.version,
      })
      .onConflictDoNothing();
  }
}

/** Status, end and name; only what is given changes. */
export const updateRun = command({
  action: 'run.log',
  input: z.object({
    id: z.string().max(256),
    status: z.enum(runStatuses).optional(),
    endedAt: time.optional(),
    name: runName.optional(),
  }),
  async run(context, { id, status, endedAt, name }) {
    const run = await requireRun(context, id);
    await context.db
      .update(runs)
      .set({
        status: status ?? run.status,
        ...(endedAt !== undefined && { endedAt: new Date(endedAt) }),
        ...(name && { name, tags: { ...run.tags, 'mlflow.runName': name } }),
      })
      .where(eq(runs.id, id));
    context.audit(`run:${id}`, { status, name });
    return { id };
  },
});
