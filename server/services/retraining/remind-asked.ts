import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { Context } from '../../context';
import { mails, models, retrainingTurns } from '../../db/schema';
import { queueMail, type StoredLetter } from '../mails';

const dayMs = 86_400_000;
/** Days after which those who were asked and said nothing are asked again; then they are left alone. */
const reminderDays = [1, 3, 7] as const;
/** One that could not be sent in so long is not made up for. */
const lateMs = 7 * dayMs;

const keyOf = (turnId: string, number: number) => `retraining:${turnId}:asking:${number}`;

/** The reminder of a question that is due and was not sent, with whom the question went to; undefined for none. */
export async function dueReminder(
  { db, now }: Pick<Context, 'db' | 'now'>,
  { id, changedAt }: { readonly id: string; readonly changedAt: Date },
): Promise<
  { readonly number: number; readonly days: number; readonly asked: readonly string[] } | undefined
> {
  const waited = now().getTime() - changedAt.getTime();
  const number = reminderDays.filter((days) => waited >= days * dayMs).length;
  const days = reminderDays[number - 1];
  if (days === undefined || waited >= days * dayMs + lateMs) return undefined;
  const find = (key: string) => db.query.mails.findFirst({ where: eq(mails.key, key) });
  if (await find(keyOf(id, number))) return undefined;
  const question = await find(`retraining:${id}:asking`);
  return { number, days: Math.floor(waited / dayMs), asked: question?.recipients ?? [] };
}

/** Asks again, provided that nobody has decided meanwhile; a second worker finds it asked. */
export const remindAsked = command({
  action: 'retraining.advance',
  isLog: true,
  input: z.object({
    id: z.string(),
    number: z.number().int().positive(),
    letter: z.custom<StoredLetter>((value) => typeof value === 'object' && value !== null && 'eml' in value),
  }),
  async run(context, { id, number, letter }) {
    const [row] = await context.db
      .select({ turn: retrainingTurns, model: models.name })
      .from(retrainingTurns)
      .innerJoin(models, eq(models.id, retrainingTurns.modelId))
      .where(and(eq(retrainingTurns.id, id), eq(retrainingTurns.state, 'asking')))
      .for('update');
    if (!row) return { asked: false };
    const { isNew } = await queueMail(context, letter, {
      ...{ key: keyOf(id, number), kind: 'notice', topic: `retraining:${row.turn.modelId}` },
    });
    if (isNew) context.audit(`model:${row.model}`, { retraining: row.turn.number, askedAgain: number });
    return { asked: isNew };
  },
});
