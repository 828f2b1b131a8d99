import { desc, eq } from 'drizzle-orm';
import type { CommandContext } from '../../context';
import { alertEvents } from '../../db/schema';
import { createId } from '../../id';

export type AlertEventKind = (typeof alertEvents.$inferSelect)['kind'];

/** Writes into an alert's history what happened, by whoever acts, after all that is there. Gives the entry's id. */
export async function recordEvent(
  { db, now, actor }: Pick<CommandContext, 'db' | 'now' | 'actor'>,
  alertId: string,
  kind: AlertEventKind,
  text = '',
): Promise<string> {
  const [last] = await db
    .select({ at: alertEvents.at })
    .from(alertEvents)
    .where(eq(alertEvents.alertId, alertId))
    .orderBy(desc(alertEvents.at))
    .limit(1);
  const at = new Date(Math.max(now().getTime(), (last?.at.getTime() ?? 0) + 1));
  const id = createId();
  await db.insert(alertEvents).values({ id, alertId, at, by: actor.id, kind, text: text.slice(0, 4000) });
  return id;
}
