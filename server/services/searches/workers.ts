import { eq, gte, lt } from 'drizzle-orm';
import { z } from 'zod';
import { command, query } from '../../command';
import type { Context } from '../../context';
import { workers } from '../../db/schema';

const about = z.object({
  /** Of the process: another after each start. */
  id: z.string(),
  name: z.string().max(200),
});
export type WorkerAbout = z.infer<typeof about>;

const keptMs = 24 * 3_600_000;

/** A worker says that it is up. It does so three times a heartbeat. */
export const noteWorker = command({
  action: 'search.try',
  isLog: true,
  input: about,
  async run(context, { id, name }) {
    const seenAt = context.now();
    await context.db
      .insert(workers)
      .values({ id, name, seenAt })
      .onConflictDoUpdate({ target: workers.id, set: { name, seenAt } });
    await context.db.delete(workers).where(lt(workers.seenAt, new Date(seenAt.getTime() - keptMs)));
  },
});

/** A worker that stops says so. */
export const forgetWorker = command({
  action: 'search.try',
  isLog: true,
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    await context.db.delete(workers).where(eq(workers.id, id));
  },
});

export const countWorkers = query({
  action: 'search.read',
  input: z.object({}),
  run: async (context) => ({ workers: (await listLive(context)).length }),
});

/** Ids of the workers that were heard of within so many heartbeats. */
export async function listLive(
  { db, config, now }: { db: Pick<Context['db'], 'select'>; config: Context['config']; now(): Date },
  heartbeats = 1,
): Promise<string[]> {
  const since = new Date(now().getTime() - heartbeats * config.heartbeatSeconds * 1000);
  const rows = await db.select({ id: workers.id }).from(workers).where(gte(workers.seenAt, since));
  return rows.map(({ id }) => id);
}
