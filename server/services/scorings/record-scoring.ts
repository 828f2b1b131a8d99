import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { scorings } from '../../db/schema';

/**
 * How far it is, or how it ended. Gives whether it is still wanted: one that was stopped meanwhile stays stopped. Only ends stand in
 * the audit log.
 */
export const recordScoring = command({
  action: 'scoring.record',
  isLog: true,
  input: z.object({
    id: z.string(),
    change: z.discriminatedUnion('state', [
      z.object({ state: z.literal('running'), doneRows: z.number().int().nonnegative() }),
      z.object({
        state: z.literal('done'),
        doneRows: z.number().int().nonnegative(),
        refusedRows: z.number().int().nonnegative(),
        refusals: z.array(z.object({ reason: z.string(), rows: z.number() })),
        resultDatasetId: z.string(),
        resultVersion: z.number().int().positive(),
      }),
      z.object({ state: z.literal('failed'), detail: z.string() }),
    ]),
  }),
  async run(context, { id, change }) {
    const [row] = await context.db
      .update(scorings)
      .set({ ...change, ...(change.state !== 'running' && { endedAt: context.now() }) })
      .where(and(eq(scorings.id, id), inArray(scorings.state, ['waiting', 'running'])))
      .returning();
    if (row && change.state !== 'running')
      context.audit(`model:${row.model}`, { scoring: id, version: row.version, ...change });
    return { isWanted: row !== undefined };
  },
});
