import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../../command';
import { logErasures } from '../../../db/schema';

const file = z.object({ key: z.string(), rows: z.number(), bytes: z.number(), sha256: z.string() });

/** What an erasure rewrote, day by day, and without a day that it is done. */
export const recordErased = command({
  action: 'log.rewrite',
  isLog: true,
  input: z.object({
    id: z.string(),
    day: z
      .object({
        model: z.string(),
        kind: z.enum(['predictions', 'labels']),
        day: z.string(),
        before: z.array(file),
        after: file,
      })
      .optional(),
  }),
  async run(context, { id, day }) {
    if (!day) {
      const [done] = await context.db
        .update(logErasures)
        .set({ state: 'done', doneAt: context.now() })
        .where(and(eq(logErasures.id, id), eq(logErasures.state, 'running')))
        .returning();
      if (done)
        context.audit(`erasure:${id}`, {
          predictions: done.predictions,
          labels: done.labels,
          days: done.days.length,
        });
      return;
    }
    const removed = day.before.reduce((sum, { rows }) => sum + rows, 0) - day.after.rows;
    const column = day.kind === 'labels' ? logErasures.labels : logErasures.predictions;
    await context.db
      .update(logErasures)
      .set({
        days: sql`${logErasures.days} || ${JSON.stringify([day])}::jsonb`,
        [day.kind]: sql`${column} + ${removed}`,
      })
      .where(eq(logErasures.id, id));
  },
});
