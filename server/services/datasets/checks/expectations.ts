import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { type Expectations, expectationsSchema } from '@/cells/statistics/expectations';
import { command } from '../../../command';
import type { CommandContext, Context } from '../../../context';
import { datasetExpectations, datasets } from '../../../db/schema';
import { AppError } from '../../../errors';
import { createId } from '../../../id';
import { requireVersion } from '../read-dataset';
import { checkDatasetJob } from './job';
import { learnFrom } from './learn';

export interface Edition {
  /** 0 where nothing was ever expected. */
  readonly number: number;
  readonly expectations: Expectations | null;
}

/** What a data set is expected to be now. */
export async function readEdition({ db }: Pick<Context, 'db'>, datasetId: string): Promise<Edition> {
  const row = await db.query.datasetExpectations.findFirst({
    where: eq(datasetExpectations.datasetId, datasetId),
    orderBy: desc(datasetExpectations.number),
  });
  return { number: row?.number ?? 0, expectations: row?.expectations ?? null };
}

/** The edition that a person saw when changing it. */
const expected = z.number().int().min(0);

/**
 * Saves what a data set is expected to be from now on, as a new edition; null expects nothing. Versions are checked against it in the
 * background. Conflict when somebody else saved one since edition `expected`.
 */
export const saveExpectations = command({
  action: 'dataset.expect',
  input: z.object({ id: z.string(), expected, expectations: expectationsSchema.nullable() }),
  async run(context, { id, expected, expectations }) {
    return { edition: await saveEdition(context, { id, expected, expectations }) };
  },
});

/** Learns from a version (the newest unless named) what the next ones are expected to be, and saves it. */
export const learnExpectations = command({
  action: 'dataset.expect',
  input: z.object({ id: z.string(), expected, version: z.number().int().positive().optional() }),
  prepare: async (context, { id, version }) => learnFrom(context, await requireVersion(context, id, version)),
  async run(context, { id, expected }, expectations) {
    return { edition: await saveEdition(context, { id, expected, expectations }) };
  },
});

async function saveEdition(
  context: CommandContext,
  { id, expected, expectations }: { id: string; expected: number; expectations: Expectations | null },
): Promise<number> {
  const dataset = await context.db.query.datasets.findFirst({ where: eq(datasets.id, id) });
  if (!dataset || dataset.deletedAt) throw new AppError('not_found', 'There is no such data set.');
  const changed = () =>
    new AppError(
      'conflict',
      'Somebody else changed these expectations just now. Look at them again, then repeat your change.',
    );
  if ((await readEdition(context, id)).number !== expected) throw changed();
  const number = expected + 1;
  const [saved] = await context.db
    .insert(datasetExpectations)
    .values({
      ...{ id: createId(), datasetId: id, number, expectations },
      ...{ createdAt: context.now(), createdBy: context.actor.id },
    })
    .onConflictDoNothing()
    .returning({ number: datasetExpectations.number });
  // Two at once: one of them is first.
  if (!saved) throw changed();
  if (expectations) await context.queue.send(checkDatasetJob, { datasetId: id });
  context.audit(`dataset:${id}`, { name: dataset.name, expectations: number, none: expectations === null });
  return number;
}
