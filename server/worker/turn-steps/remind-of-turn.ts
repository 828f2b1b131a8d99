import type { Context } from '../../context';
import { dueReminder, readForTurn, remindAsked } from '../../services/retraining';
import { writeTurnLetter } from './write-turn-letter';

/** Asks those again who were asked about a candidate and have said nothing, where that is due. */
export async function remindOfTurn(
  context: Context,
  turn: { readonly id: string; readonly changedAt: Date },
): Promise<void> {
  const due = await dueReminder(context, turn);
  const subject = due && (await readForTurn(context, turn.id));
  if (!due || !subject) return;
  const { number, days, asked } = due;
  const letter = await writeTurnLetter(context, subject, {
    ...{ to: 'asking', words: `${subject.turn.steps.at(-1)?.words ?? ''}.`.replace(/\.\.$/, '.') },
    again: `${asked.join(', ') || 'Nobody'} ${asked.length > 1 ? 'were' : 'was'} asked ${days === 1 ? 'a day' : `${days} days`} ago; nobody has decided yet. Until then no other turn begins.`,
  });
  if (letter) await remindAsked(context, { id: turn.id, number, letter });
}
