/**
 * Schedules that are due in the same minute: `SCHEDULES=10000 npx tsx benchmarks/schedules.bench.ts`, on PostgreSQL with
 * `TEST_DATABASE_URL`. How long the tick takes until each has its execution and its job, with one worker and with three that tick side by
 * side, beside as many plain inserts of one row; and a page of a history of as many executions.
 */
import { count, sql } from 'drizzle-orm';
import { actingAs } from '../server/context';
import { auditEntries, executions, schedules } from '../server/db/schema';
import { testDatabases } from '../server/db/testing';
import { createId } from '../server/id';
import { actorOf, workerId } from '../server/services/auth';
import { createNotebook } from '../server/services/notebooks';
import { createSchedule, listExecutions } from '../server/services/schedules';
import { openTestSystem } from '../server/testing';
import { tickSchedules } from '../server/worker/tick-schedules';

const many = Number(process.env.SCHEDULES ?? 10_000);
const html = '<!doctype html>\n<notebook>\n  <title>Due at once</title>\n</notebook>\n';

for (const { name, open } of testDatabases) {
  const world = await openTestSystem({ open });
  const { db } = world.system;
  const start = Date.UTC(2026, 0, 5, 6, 59);
  world.setTime(new Date(start));
  const { id: notebookId } = await createNotebook(world.context, { html });
  const { id: first } = await createSchedule(world.context, {
    ...{ notebookId, cron: '* * * * *', timeZone: 'Europe/Berlin' },
  });
  const [template] = await db.select().from(schedules);
  if (!template) throw new Error('The schedule was made.');
  for (let from = 1; from < many; from += 500)
    await db.insert(schedules).values(
      Array.from({ length: Math.min(500, many - from) }, (_, i) => ({
        ...{ ...template, id: createId(), name: `Schedule ${from + i}` },
      })),
    );
  await db.execute(sql`analyze`);
  console.log(`${name}: ${many} schedules due in the same minute`);

  for (const workers of [1, 3]) {
    await db.execute(sql`update executions set status = 'succeeded'`);
    const before = await countExecutions();
    world.setTime(new Date(start + workers * 60_000));
    const began = performance.now();
    const made = await Promise.all(Array.from({ length: workers }, () => tickSchedules(world.system)));
    const took = performance.now() - began;
    const all = made.reduce((sum, one) => sum + one, 0);
    const found = (await countExecutions()) - before;
    if (all !== many || found !== many)
      throw new Error(`${all} executions were told of and ${found} were made, not ${many}.`);
    console.log(
      `  ${workers} ${workers === 1 ? 'worker' : 'workers'}: ${(took / 1000).toFixed(1)} s, ${Math.round((many / took) * 1000)} executions/s`,
    );
  }

  const bare = performance.now();
  const worker = actingAs(world.system, await actorOf(world.system, workerId));
  for (let i = 0; i < 1000; i += 1)
    await db.insert(auditEntries).values({
      ...{ id: createId(), at: worker.now(), actorId: workerId, action: 'schedule.run', subject: '' },
      detail: {},
    });
  console.log(`  one plain insert each: ${Math.round(1_000_000 / (performance.now() - bare))} rows/s`);

  await db.execute(
    sql`insert into executions (id, schedule_id, notebook_id, revision_id, due_at, trigger, status, verdict, attempt, log, checks, created_at)
      select 'old' || i, ${first}, ${notebookId}, ${template.revisionId}, now() - i * interval '1 minute', 'schedule', 'succeeded', 'ok', 1, '', '[]', now() - i * interval '1 minute'
      from generate_series(1, ${many}) as i`,
  );
  await db.execute(sql`analyze executions`);
  let after: Awaited<ReturnType<typeof listExecutions>>['next'] = null;
  const pages: number[] = [];
  do {
    const began = performance.now();
    const page = await listExecutions(world.context, {
      ...{ scheduleId: first, limit: 25 },
      after: after ?? undefined,
    });
    pages.push(performance.now() - began);
    after = page.next;
  } while (after);
  pages.sort((a, b) => a - b);
  console.log(
    `  a page of 25 in a history of ${many}: median ${(pages[Math.floor(pages.length / 2)] ?? 0).toFixed(1)} ms, slowest ${(pages.at(-1) ?? 0).toFixed(1)} ms of ${pages.length}`,
  );
  await world.close();

  async function countExecutions(): Promise<number> {
    const [row] = await db.select({ count: count() }).from(executions);
    return Number(row?.count ?? 0);
  }
}
