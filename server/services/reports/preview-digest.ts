import { and, desc, eq, isNotNull, isNull, or } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { executions, schedules } from '../../db/schema';
import { AppError } from '../../errors';
import { colourScheme, showLetter, toDataUrl } from '../mails';
import { writeDigest } from './write-digest';

const mostPreviewed = 100;

/** The digest that this schedule's readers would get now: the last reports of all schedules that are gathered with it for one of them. */
export const previewDigest = query({
  action: 'execution.read',
  input: z.object({
    scheduleId: z.string(),
    /** As the schedule's own unless given. */
    period: z.enum(['daily', 'weekly']).optional(),
    scheme: colourScheme.optional(),
  }),
  async run(context, { scheduleId, scheme, ...wanted }) {
    const all = await context.db
      .select({ id: schedules.id, digest: schedules.digest, recipients: schedules.recipients })
      .from(schedules)
      .where(and(isNull(schedules.deletedAt), or(eq(schedules.id, scheduleId), isNotNull(schedules.digest))));
    const own = all.find(({ id }) => id === scheduleId);
    if (!own) throw new AppError('not_found', 'There is no such schedule.');
    const period = wanted.period ?? own.digest ?? 'daily';
    const together = all.filter(
      ({ id, digest, recipients }) =>
        id === scheduleId ||
        (digest === period && recipients.some((reader) => own.recipients.includes(reader))),
    );
    const executionIds: string[] = [];
    for (const { id } of together.slice(0, mostPreviewed)) {
      const [last] = await context.db
        .select({ id: executions.id })
        .from(executions)
        .where(
          and(
            eq(executions.scheduleId, id),
            eq(executions.status, 'succeeded'),
            isNotNull(executions.outputs),
          ),
        )
        .orderBy(desc(executions.dueAt), desc(executions.createdAt))
        .limit(1);
      if (last) executionIds.push(last.id);
    }
    if (executionIds.length === 0)
      throw new AppError(
        'not_found',
        'There is nothing to show yet: run the schedule once, then look again.',
      );
    const { html, pictures = [] } = await writeDigest(context, executionIds, { period });
    return showLetter(html, { pictures: new Map(pictures.map((one) => [one.id, toDataUrl(one)])), scheme });
  },
});
