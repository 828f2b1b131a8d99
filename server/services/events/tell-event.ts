import { and, eq, isNull, or } from 'drizzle-orm';
import type { CommandContext } from '../../context';
import { scheduleTriggers } from '../../db/schema';
import { createId } from '../../id';
import { type Happening, startTriggeredJob } from './job';

/**
 * Tells the schedules that wait for this kind of event: the job commits with what it tells of, or not at all. Nothing is sent where no
 * schedule waits.
 */
export async function tellEvent(
  context: Pick<CommandContext, 'db' | 'queue' | 'now'>,
  event: Pick<Happening, 'kind' | 'subject' | 'words'> &
    Partial<Pick<Happening, 'conditions' | 'chainDepth'>>,
): Promise<void> {
  const [waiting] = await context.db
    .select({ id: scheduleTriggers.id })
    .from(scheduleTriggers)
    .where(
      and(
        eq(scheduleTriggers.kind, event.kind),
        or(isNull(scheduleTriggers.subject), eq(scheduleTriggers.subject, event.subject)),
      ),
    )
    .limit(1);
  if (!waiting) return;
  await context.queue.send(startTriggeredJob, { ...event, id: createId(), at: context.now() });
}
