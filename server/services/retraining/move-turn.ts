import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { models, retrainingTurns, type TurnState } from '../../db/schema';
import { queueMail, type StoredLetter } from '../mails';
import { defaultAlias, moveAlias, startCheck, type Warmed } from '../registry';
import { emit } from '../webhooks';

/** Where a turn goes next, and what was found. */
export interface NextStep {
  readonly to: TurnState;
  /** What happened, in a sentence. */
  readonly words: string;
  readonly set?: Partial<
    Pick<
      typeof retrainingTurns.$inferSelect,
      'data' | 'added' | 'candidateId' | 'candidate' | 'comparison' | 'deployment' | 'split'
    >
  >;
  /** Of `checking`: the gates of the champion's alias begin to hold the candidate to them. Of `done`: the alias moves. */
  readonly act?: 'check' | 'move';
  /** Of a move: the candidate has answered its example. */
  readonly warmed?: Warmed;
  /** Tells people of it; commits with the step. */
  readonly letter?: StoredLetter;
}

const ends: readonly TurnState[] = ['done', 'refused', 'nothing-new', 'failed', 'stopped'];
export const isEnd = (state: TurnState): boolean => ends.includes(state);

/**
 * Moves a turn on, provided it still is where the worker saw it; what goes with the step (a check, the alias, a mail) commits with it.
 * `moved: false` when somebody was faster.
 */
export const moveTurn = command({
  action: 'retraining.advance',
  input: z.object({
    id: z.string(),
    from: z.custom<TurnState>((value) => typeof value === 'string'),
    // Made by this server's worker: only its outline is checked.
    step: z.custom<NextStep>((value) => typeof value === 'object' && value !== null && 'to' in value),
  }),
  isLog: true,
  run: (context, { id, from, step }) => takeStep(context, { id, from, step }),
});

/** As part of another command, which has authorized it. */
export async function takeStep(
  context: CommandContext,
  { id, from, step }: { readonly id: string; readonly from: TurnState; readonly step: NextStep },
): Promise<{ moved: boolean }> {
  const here = and(eq(retrainingTurns.id, id), eq(retrainingTurns.state, from));
  const [turn] = await context.db.select().from(retrainingTurns).where(here).for('update');
  const model = turn && (await context.db.query.models.findFirst({ where: eq(models.id, turn.modelId) }));
  if (!turn || !model) return { moved: false };
  const candidate = step.set?.candidate ?? turn.candidate;
  let checkId = turn.checkId;
  if (step.act === 'check' && candidate !== null) {
    const note = `Turn ${turn.number} of retraining: ${turn.causeWords}`;
    checkId = (
      await startCheck.within(context, { model: model.name, version: candidate, alias: defaultAlias, note })
    ).checkId;
  }
  if (step.act === 'move' && candidate !== null)
    await moveAlias.within(context, {
      ...{ model: model.name, alias: defaultAlias, version: candidate, expected: turn.champion },
      warmed: step.warmed,
      reason: `Turn ${turn.number} of retraining: ${turn.causeWords}`.slice(0, 500),
    });
  const at = context.now();
  const hasEnded = isEnd(step.to);
  await context.db
    .update(retrainingTurns)
    .set({
      ...step.set,
      ...{ checkId, state: step.to, changedAt: at },
      steps: [
        ...turn.steps,
        { state: step.to, at: at.toISOString(), words: step.words, by: context.actor.name },
      ],
      ...(hasEnded && { liveKey: null, endedAt: at }),
    })
    .where(here);
  if (step.letter)
    await queueMail(context, step.letter, {
      ...{ key: `retraining:${id}:${step.to}`, kind: 'notice', topic: `retraining:${turn.modelId}` },
    });
  if (hasEnded)
    await emit(context, 'model.retraining.ended', {
      ...{ model: model.name, turn: turn.number, outcome: step.to, words: step.words },
      ...{ candidate, champion: turn.champion, cause: turn.cause },
    });
  context.audit(`model:${model.name}`, { retraining: turn.number, from, to: step.to, words: step.words });
  return { moved: true };
}
