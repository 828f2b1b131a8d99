import { and, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { datasets, datasetVersions, models, modelVersions, scorings } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { datasetName } from '../datasets';
import { parseReference, resolveNumber } from '../registry';
import { scoreDatasetJob } from './job';
import { requireFit } from './require-fit';

/**
 * Asks for a data set version (the newest, when none is named) to be put through a model version. The alias is looked up now: what
 * it moves to later changes nothing. A schedule or a program calls this as the page does.
 * @throws AppError unprocessable when no row of it can fit the signature
 */
export const startScoring = command({
  action: 'scoring.run',
  input: z.object({
    /** `bike-demand`, `bike-demand@champion` or `bike-demand@3`. */
    model: z.string().max(300),
    datasetId: z.string(),
    datasetVersion: z.number().int().positive().optional(),
    /** Name of the data set that takes the answers. */
    output: datasetName.optional(),
  }),
  async run(context, input) {
    const version = await requireReady(context, input.model);
    const data = await requireData(context, input.datasetId, input.datasetVersion);
    requireFit(version.signature, data);
    const output = input.output ?? `${data.name} scored by ${version.model}`.slice(0, 200);
    await requireOther(context, { output, datasetId: data.datasetId });
    const id = createId();
    await context.db.insert(scorings).values({
      id,
      model: version.model,
      version: version.number,
      versionId: version.id,
      datasetId: data.datasetId,
      datasetVersion: data.number,
      output,
      state: 'waiting',
      rows: data.rows,
      createdAt: context.now(),
      createdBy: context.actor.id,
    });
    await context.queue.send(scoreDatasetJob, { scoringId: id });
    context.audit(`model:${version.model}`, {
      version: version.number,
      dataset: data.name,
      datasetVersion: data.number,
      output,
    });
    return { id, model: version.model, version: version.number, output };
  },
});

/** What is done so far is kept for a week, for whoever goes on. */
export const stopScoring = command({
  action: 'scoring.run',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [stopped] = await context.db
      .update(scorings)
      .set({ state: 'stopped', endedAt: context.now() })
      .where(and(eq(scorings.id, id), inArray(scorings.state, ['waiting', 'running'])))
      .returning();
    if (!stopped) throw new AppError('conflict', 'It has ended already: there is nothing to stop.');
    context.audit(`model:${stopped.model}`, { scoring: id, stopped: true });
  },
});

/** Goes on after the last whole part of one that was stopped or failed. */
export const resumeScoring = command({
  action: 'scoring.run',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [resumed] = await context.db
      .update(scorings)
      .set({ state: 'waiting', endedAt: null, detail: null })
      .where(and(eq(scorings.id, id), inArray(scorings.state, ['stopped', 'failed'])))
      .returning();
    if (!resumed) throw new AppError('conflict', 'It is under way or done: there is nothing to go on with.');
    await context.queue.send(scoreDatasetJob, { scoringId: id });
    context.audit(`model:${resumed.model}`, { scoring: id, resumed: true });
  },
});

async function requireReady(context: CommandContext, reference: string) {
  const wanted = parseReference(reference);
  const number = await resolveNumber(context, wanted);
  const [row] = await context.db
    .select({
      id: modelVersions.id,
      model: models.name,
      number: modelVersions.number,
      status: modelVersions.status,
      signature: sql<Parameters<typeof requireFit>[0]>`${modelVersions.manifest}->'signature'`,
    })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .where(and(eq(models.name, wanted.model), eq(modelVersions.number, number)));
  if (!row) throw new AppError('not_found', `There is no version ${number} of ${wanted.model}.`);
  if (row.status !== 'ready')
    throw new AppError('unprocessable', `Version ${number} of ${wanted.model} cannot answer: see its page.`);
  return row;
}

async function requireData({ db }: CommandContext, datasetId: string, number: number | undefined) {
  const dataset = await db.query.datasets.findFirst({ where: eq(datasets.id, datasetId) });
  if (!dataset || dataset.deletedAt) throw new AppError('not_found', 'There is no such data set.');
  const wanted = number ?? dataset.nextVersion - 1;
  const version = await db.query.datasetVersions.findFirst({
    where: and(eq(datasetVersions.datasetId, datasetId), eq(datasetVersions.number, wanted)),
  });
  if (!version) throw new AppError('not_found', `${dataset.name} has no version ${wanted}.`);
  return { datasetId, name: dataset.name, number: wanted, rows: version.rows, profile: version.profile };
}

/** Answers in the data set that was asked would be asked again the next time. */
async function requireOther(
  { db }: CommandContext,
  { output, datasetId }: { output: string; datasetId: string },
): Promise<void> {
  const named = await db.query.datasets.findFirst({ where: eq(datasets.name, output) });
  if (named?.id === datasetId)
    throw new AppError('bad_request', `Answers need a data set of their own: ${output} is the one to score.`);
  if (named?.deletedAt)
    throw new AppError(
      'conflict',
      `A deleted data set is named ${output}. Restore it, or choose another name.`,
    );
}
