import { and, desc, eq, isNotNull } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext, Context } from '../../context';
import { modelAliases, models, modelVersions, retrainingTurns } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { defaultAlias, modelName } from '../registry';
import { advanceRetrainingJob } from './jobs';
import { ruleInForce } from './set-rule';
import { readTrainingNotebook } from './training-notebook';

const cause = z.object({
  kind: z.enum(['person', 'schedule', 'alert', 'labels', 'data']),
  words: z.string().max(500),
  detail: z.record(z.string(), z.unknown()).default({}),
});

export type Cause = z.infer<typeof cause>;

/** Begins a turn that a rule calls for. @throws AppError conflict while one is under way */
export const startTurn = command({
  action: 'retraining.advance',
  input: z.object({ model: modelName, cause }),
  run: (context, { model, cause }) => begin(context, { model, cause }),
});

/** Begins a turn because a person wants one: the limits of the rule do not hold it up. */
export const retrainNow = command({
  action: 'retraining.start',
  input: z.object({
    model: modelName,
    /** In place of what the rule says. */
    data: z.enum(['newest', 'log']).optional(),
  }),
  run: (context, { model, data }) =>
    begin(context, {
      ...{ model, data },
      cause: { kind: 'person', words: `${context.actor.name} asked for it`, detail: {} },
    }),
});

/** One at a time per model: by the champion's slice, or by the notebook that the rule names. */
async function begin(
  context: CommandContext,
  { model: name, cause, data }: { model: string; cause: Cause; data?: 'newest' | 'log' },
) {
  const { modelId, champion, edition, rule } = await requireTrainable(context, name);
  const [last] = await context.db
    .select({ number: retrainingTurns.number })
    .from(retrainingTurns)
    .where(eq(retrainingTurns.modelId, modelId))
    .orderBy(desc(retrainingTurns.number))
    .limit(1);
  const id = createId();
  const at = context.now();
  const number = (last?.number ?? 0) + 1;
  const [made] = await context.db
    .insert(retrainingTurns)
    .values({
      ...{ id, modelId, number, liveKey: modelId, edition, champion },
      ...{ cause: cause.kind, causeWords: cause.words, detail: cause.detail },
      rule: data ? { ...rule, data } : rule,
      state: 'preparing',
      steps: [{ state: 'preparing', at: at.toISOString(), words: cause.words, by: context.actor.name }],
      ...{ createdAt: at, createdBy: context.actor.id, changedAt: at },
    })
    .onConflictDoNothing()
    .returning({ id: retrainingTurns.id });
  if (!made) throw await underWay(context, modelId, name);
  await context.queue.send(advanceRetrainingJob, { turnId: id }, { singletonKey: id });
  context.audit(`model:${name}`, { retraining: number, cause: cause.kind, words: cause.words });
  return { id, model: name, number };
}

async function underWay(context: CommandContext, modelId: string, name: string): Promise<AppError> {
  const [live] = await context.db
    .select({ number: retrainingTurns.number })
    .from(retrainingTurns)
    .where(and(eq(retrainingTurns.modelId, modelId), isNotNull(retrainingTurns.liveKey)));
  return new AppError(
    'conflict',
    live
      ? `Turn ${live.number} of ${name} is under way. Wait for its end, or stop it.`
      : `A turn of ${name} began just now. Look again.`,
  );
}

/**
 * What a turn of a model that begins now trains: its champion's cells, or the notebook of its rule at the revision of now, so that a turn
 * that is killed goes on with what it began with. @throws AppError in words where nothing could be trained
 */
export async function requireTrainable(context: Pick<Context, 'db'>, name: string) {
  const [row] = await context.db
    .select({
      modelId: models.id,
      champion: modelAliases.version,
      external: modelVersions.external,
      sliceCells: modelVersions.sliceCells,
    })
    .from(models)
    .leftJoin(modelAliases, and(eq(modelAliases.modelId, models.id), eq(modelAliases.alias, defaultAlias)))
    .leftJoin(
      modelVersions,
      and(eq(modelVersions.modelId, models.id), eq(modelVersions.number, modelAliases.version)),
    )
    .where(eq(models.name, name));
  if (!row) throw new AppError('not_found', `There is no model named ${name}.`);
  const { modelId, champion } = row;
  if (champion === null)
    throw new AppError(
      'unprocessable',
      `${name} has no champion to train again. Make a version its champion first.`,
    );
  const { edition, rule } = await ruleInForce(context, modelId);
  if (rule.notebook) {
    const { revision } = await readTrainingNotebook(context, rule.notebook);
    return { modelId, champion, edition, rule: { ...rule, notebook: { ...rule.notebook, revision } } };
  }
  if (row.external || !row.sliceCells)
    throw new AppError(
      'unprocessable',
      `The champion of ${name} came from elsewhere: there are no cells here that could train it again. Let the rule run a notebook that trains.`,
    );
  return { modelId, champion, edition, rule };
}
