import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { models, retrainingTurns } from '../../db/schema';
import { AppError } from '../../errors';
import { endCanary } from '../deployments';
import { findDeployment } from '../deployments/require-deployment';
import { modelName, warmed } from '../registry';
import { advanceRetrainingJob } from './jobs';
import { isEnd, type NextStep, takeStep } from './move-turn';
import { pauseRule } from './pause-rule';

type Turn = typeof retrainingTurns.$inferSelect;

const which = { model: modelName, number: z.number().int().positive() };
const comment = z.string().trim().max(2000).default('');

/** What a person says to a candidate that waits for them: it becomes champion, if the gates let it, or it does not. */
export const decideTurn = command({
  action: 'retraining.decide',
  input: z.object({ ...which, decision: z.enum(['promote', 'refuse']), comment, warmed }),
  async run(context, { model, number, decision, comment, warmed }) {
    const turn = await requireTurn(context, model, number);
    if (turn.state !== 'asking')
      throw new AppError(
        'conflict',
        `Turn ${number} of ${model} does not wait for a decision. Look at it again.`,
      );
    if (decision === 'refuse' && !comment)
      throw new AppError(
        'bad_request',
        'Say in the comment why: it stays with the turn, and helps the next one.',
      );
    const said = comment ? `: ${comment}` : '';
    const { moved } = await takeStep(context, {
      ...{ id: turn.id, from: 'asking' },
      step: { ...stepOf(turn, { decision, name: context.actor.name, said }), warmed },
    });
    if (!moved)
      throw new AppError('conflict', 'Somebody has decided this meanwhile. Look at the turn again.');
    if (decision === 'refuse') await pauseRule(context, turn.modelId);
    if (decision === 'promote') await context.queue.send(advanceRetrainingJob, { turnId: turn.id });
    context.audit(`model:${model}`, { decision, comment });
    return { model, number };
  },
});

function stepOf(
  { rule, candidate }: Turn,
  { decision, name, said }: { decision: 'promote' | 'refuse'; name: string; said: string },
): NextStep {
  if (decision === 'refuse') return { to: 'refused', words: `${name} refused version ${candidate}${said}` };
  return rule.canary
    ? { to: 'canary', words: `${name} let version ${candidate} begin as a canary${said}` }
    : { to: 'done', act: 'move', words: `${name} made version ${candidate} champion${said}` };
}

/** Ends a turn wherever it is, and its canary with it. A version that it made stays. */
export const stopTurn = command({
  action: 'retraining.decide',
  input: z.object({ ...which, comment }),
  async run(context, { model, number, comment }) {
    const turn = await requireTurn(context, model, number);
    if (isEnd(turn.state))
      throw new AppError('conflict', `Turn ${number} of ${model} has ended: there is nothing to stop.`);
    const words = `${context.actor.name} stopped it${comment ? `: ${comment}` : ''}`;
    const { moved } = await takeStep(context, {
      id: turn.id,
      from: turn.state,
      step: { to: 'stopped', words },
    });
    if (turn.state === 'canary' && turn.deployment && turn.split !== null)
      await endCanaryOf(context, turn.deployment, { number, split: turn.split });
    if (!moved) throw new AppError('conflict', 'It went on just now. Look at it, then decide again.');
    return { model, number };
  },
});

/** Another canary, or none, may stand there by now. */
async function endCanaryOf(
  context: CommandContext,
  name: string,
  { number, split }: { number: number; split: number },
): Promise<void> {
  const deployment = await findDeployment(context, name);
  if (deployment?.routes.split?.kind === 'canary' && deployment.routes.split.number === split)
    await endCanary.within(context, { name, reason: `Turn ${number} of retraining was stopped` });
}

async function requireTurn({ db }: CommandContext, model: string, number: number) {
  const [row] = await db
    .select({ turn: retrainingTurns })
    .from(retrainingTurns)
    .innerJoin(models, eq(models.id, retrainingTurns.modelId))
    .where(and(eq(models.name, model), eq(retrainingTurns.number, number)));
  if (!row) throw new AppError('not_found', `${model} has no turn ${number}.`);
  return row.turn;
}
