import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { models, retrainingTurns } from '../../db/schema';
import { AppError } from '../../errors';
import { modelName } from '../registry';
import { isEnd, takeStep } from './move-turn';

const which = { model: modelName, number: z.number().int().positive() };
const comment = z.string().trim().max(2000).default('');

/** What a person says to a candidate that waits for them: it becomes champion, if the gates let it, or it does not. */
export const decideTurn = command({
  action: 'retraining.decide',
  input: z.object({ ...which, decision: z.enum(['promote', 'refuse']), comment }),
  async run(context, { model, number, decision, comment }) {
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
    const { name } = context.actor;
    const { moved } = await takeStep(context, {
      ...{ id: turn.id, from: 'asking' },
      step:
        decision === 'promote'
          ? { to: 'done', act: 'move', words: `${name} made version ${turn.candidate} champion${said}` }
          : { to: 'refused', words: `${name} refused version ${turn.candidate}${said}` },
    });
    if (!moved)
      throw new AppError('conflict', 'Somebody has decided this meanwhile. Look at the turn again.');
    context.audit(`model:${model}`, { decision, comment });
    return { model, number };
  },
});

/** Ends a turn wherever it is. A version that it made stays. */
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
    if (!moved) throw new AppError('conflict', 'It went on just now. Look at it, then decide again.');
    return { model, number };
  },
});

async function requireTurn({ db }: CommandContext, model: string, number: number) {
  const [row] = await db
    .select({ turn: retrainingTurns })
    .from(retrainingTurns)
    .innerJoin(models, eq(models.id, retrainingTurns.modelId))
    .where(and(eq(models.name, model), eq(retrainingTurns.number, number)));
  if (!row) throw new AppError('not_found', `${model} has no turn ${number}.`);
  return row.turn;
}
