import { eq, getTableName, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actingAs, type Context } from '../../context';
import { mailDeliveries, mails, models, modelVersions } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { keepHistory } from '../../worker/keep-history';
import { listAudit } from '../audit';
import { actorOf, workerId } from '../auth';
import { createExperiment, startRun } from '../experiments';
import { listMails } from '../mails';
import {
  contentReferrers,
  createNotebook,
  grantNotebook,
  listRevisions,
  nameRevision,
  saveNotebook,
} from '../notebooks';
import { finishExecution, listKeptReports } from '../reports';
import { beginExecution, createSchedule, listExecutions, runScheduleNow } from '../schedules';
import { collectBlobs } from '../storage';
import { numberReferrers, readRetention, revisionReferrers, setRetention } from '.';

describe.each(testDatabases)('how long history stays, on $name', ({ open }) => {
  let world: TestSystem;
  let owner: Context;
  let worker: Context;
  let notebookId: string;
  const start = Date.parse('2020-03-02T09:00:00Z');
  let now = start;
  const on = (day: number) => {
    now = start + day * 86_400_000;
    world.setTime(new Date(now));
  };
  beforeAll(async () => {
    world = await openTestSystem({ open });
    owner = actingAs(world.system, world.context.actor);
    worker = actingAs(world.system, await actorOf(world.system, workerId));
    on(0);
    const html = '<!doctype html>\n<notebook>\n  <title>Bikes</title>\n</notebook>\n';
    ({ id: notebookId } = await createNotebook(owner, { html }));
  });
  afterAll(() => world.close());

  const schedule = async (more = {}) =>
    (
      await createSchedule(owner, {
        ...{ notebookId, cron: '0 7 * * *', timeZone: 'UTC', retryLimit: 0 },
        ...more,
      })
    ).id;
  async function run(scheduleId: string, ending: { error?: string; ok?: boolean } = {}): Promise<string> {
    now += 1000;
    world.setTime(new Date(now));
    const { executionId: id } = await runScheduleNow(owner, { id: scheduleId });
    const begun = await beginExecution(worker, { id });
    const { error, ok = true } = ending;
    await finishExecution(worker, {
      ...{ id, attempt: begun?.attempt ?? 0, log: '', ...(error && { error }) },
      checks: [{ name: `Drift of ${scheduleId}`, ok, severity: 'warning', detail: 'three columns' }],
      cells: [
        {
          ...{ cellId: 1, name: 'chart', kind: 'javascript', state: 'fresh', console: '' },
          ...{ text: id, html: `<p>${id}</p>`, png: new TextEncoder().encode(id.padEnd(40)) },
        },
      ],
    });
    return id;
  }
  const runsOf = async (scheduleId: string) =>
    (await listExecutions(owner, { scheduleId })).executions.map(({ id }) => id).reverse();
  const keep = (atOnce?: { executions: number; mails: number; files: number }) =>
    keepHistory(world.system, { signal: new AbortController().signal }, atOnce);
  const setTo = (more: Partial<Awaited<ReturnType<typeof readRetention>>>) =>
    setRetention(owner, {
      ...{ executionDays: null, leastExecutions: 1, mailDays: null, reportFileDays: null },
      ...more,
    });

  test('as shipped runs and mails stay for two years, kept reports and the last twenty for ever', async () => {
    expect(await readRetention(owner, {})).toEqual({
      ...{ executionDays: 730, leastExecutions: 20, mailDays: 730, reportFileDays: null },
      ...{ revisionDays: null, trashDays: null },
    });
    const id = await schedule();
    const only = await run(id);
    on(800);
    await keep();
    expect(await runsOf(id)).toEqual([only]);
  });

  test('old runs go with their files, piece by piece; the newest of each outcome stay, and the audit log says so', async () => {
    on(1000);
    const id = await schedule();
    const old: string[] = [];
    for (let i = 0; i < 3; i++) old.push(await run(id));
    const failed = await run(id, { error: 'Cell chart failed' });
    const last = await run(id);
    on(1031);
    await setTo({ executionDays: 30 });
    await keep();
    // A change can be taken back for an hour.
    expect(await runsOf(id)).toHaveLength(5);
    on(1032);
    await keep({ executions: 2, mails: 2, files: 2 });
    expect(await runsOf(id)).toEqual([failed, last]);
    const entries = await listAudit(owner, { limit: 100 });
    const removed = entries.filter(({ action }) => action === 'retention.apply').map(({ detail }) => detail);
    expect(removed.sort((a, b) => Number(b.count) - Number(a.count))).toMatchObject([
      { removed: 'runs', count: 2, keptDays: 30 },
      { removed: 'runs', count: 1 },
    ]);
    const before = (await world.system.db.query.blobs.findMany()).length;
    await collectBlobs(worker, {});
    // Markup and picture of each run.
    expect((await world.system.db.query.blobs.findMany()).length).toBe(before - 6);
  });

  test('what an alert shows, a version came from, or is under way is never taken', async () => {
    on(2000);
    const id = await schedule();
    const proof = await run(id, { ok: false });
    const trained = await run(await schedule());
    await versionFrom(trained);
    const [{ id: doomedOn }, doomed] = await (async () => {
      const other = await schedule();
      return [{ id: other }, await run(other)] as const;
    })();
    // Another alert took over, and this run is the newest of nothing.
    for (const one of [id, doomedOn]) await run(one);
    const { executionId: waiting } = await runScheduleNow(owner, { id: await schedule() });
    await setTo({ executionDays: 30 });
    on(2100);
    for (const one of [id, doomedOn]) await run(one);
    await keep();
    const left = (await listExecutions(owner, { limit: 500 })).executions.map((one) => one.id);
    expect(left).toEqual(expect.arrayContaining([proof, trained, waiting]));
    expect(left).not.toContain(doomed);
  });

  test('old mails leave the outbox, but for those that somebody is still to be sent', async () => {
    on(3000);
    const id = await schedule({ recipients: ['ada@example.org'] });
    for (let i = 0; i < 3; i++) await run(id);
    const rows = (await listMails(owner, {})).mails.filter(({ scheduleId }) => scheduleId === id);
    const [sent, quiet, queued] = rows.map((mail) => mail.id);
    const { db } = world.system;
    for (const one of [sent, quiet])
      await db
        .update(mails)
        .set({ state: 'sent' })
        .where(eq(mails.id, one ?? ''));
    await db
      .update(mailDeliveries)
      .set({ state: 'quiet' })
      .where(eq(mailDeliveries.mailId, quiet ?? ''));
    await db
      .update(mailDeliveries)
      .set({ state: 'sent' })
      .where(eq(mailDeliveries.mailId, sent ?? ''));
    await setTo({ mailDays: 30 });
    on(3031);
    await keep();
    const left = (await listMails(owner, { limit: 500 })).mails.map((mail) => mail.id);
    expect(left).toEqual(expect.arrayContaining([quiet, queued]));
    expect(left).not.toContain(sent);
  });

  test('reports kept as files go from storage where that is wanted, but for the newest', async () => {
    on(4000);
    const id = await schedule({ keepIn: 'bikes' });
    for (let i = 0; i < 3; i++) await run(id);
    await setTo({ reportFileDays: 30 });
    on(4100);
    await keep();
    const kept = await listKeptReports(owner, { scheduleId: id });
    expect(kept).toHaveLength(1);
    expect((await world.system.storage.listKeys('reports/')).map(({ key }) => key)).toEqual([
      `reports/${kept[0]?.path}`,
    ]);
  });

  test('of older days only the last save of a notebook stays, and what has a name or is stood on', async () => {
    on(5000);
    const file = (body: string) =>
      `<!doctype html>\n<notebook>\n  <title>Kept</title>\n  <script id="1" type="module">\n    ${body}\n  </script>\n</notebook>\n`;
    const { id: imported } = await createNotebook(owner, { html: file('imported') });
    for (const baseRevision of [1, 2])
      await saveNotebook(owner, { id: imported, html: file(`save ${baseRevision}`), baseRevision });
    const { id } = await createNotebook(owner, { html: file('first') });
    for (const [day, baseRevision] of [5000, 5000, 5000, 5001, 5001, 5050, 5050].map(
      (d, i) => [d, i + 1] as const,
    )) {
      on(day);
      await saveNotebook(owner, { id, html: file(`save ${baseRevision + 1} on ${day}`), baseRevision });
    }
    await nameRevision(owner, { id, revision: 3, name: 'Sent' });
    const { id: notebookId } = await createNotebook(owner, { title: 'Imports from it' });
    // An older revision of the one that imports may be locked to any.
    await grantNotebook(owner, { notebookId, importedId: imported, revision: 3 });
    await setTo({ revisionDays: 30 });
    on(5051);
    await keep({ executions: 2, mails: 2, files: 2 });
    const numbers = async (id: string) =>
      (await listRevisions(owner, { id })).map(({ revision }) => revision);
    // The first, a named one, the last of two days, and those of yesterday.
    expect(await numbers(id)).toEqual([8, 7, 6, 4, 3, 1]);
    expect(await numbers(imported)).toEqual([3, 2, 1]);
    const texts = (await world.system.db.query.revisionContents.findMany()).map(({ html }) => html);
    expect(texts.some((html) => html.includes('save 2 on'))).toBe(false);
    expect(texts.some((html) => html.includes('save 3 on'))).toBe(true);
  });

  test('every column that stands on a revision or a text is known to what removes them', async () => {
    const found = await world.system.db.execute(sql`
      select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and (column_name like '%revision_id' or column_name like '%slice_hash' or (column_name = 'revision' and table_name in
        (select table_name from information_schema.columns where column_name = 'notebook_id')))`);
    const numbers = numberReferrers.map(([, column]) => column);
    const known = [...revisionReferrers, ...contentReferrers, ...numbers].map(
      (column) => `${getTableName(column.table)}.${column.name}`,
    );
    expect((found as { rows: { name: string }[] }).rows.map(({ name }) => name).sort()).toEqual(known.sort());
  });

  test('less than a month, or less than the last run, is refused in words', async () => {
    await expect(setTo({ mailDays: 7 })).rejects.toThrow('Keep thirty days at least');
    await expect(setTo({ leastExecutions: 0 })).rejects.toThrow('Keep the newest at least');
  });

  async function versionFrom(executionId: string): Promise<void> {
    const { id: experimentId } = await createExperiment(owner, { name: `Training ${executionId}` });
    const { id: runId } = await startRun(worker, {
      experimentId,
      tags: { 'cellar.execution': executionId },
    });
    const by = { createdAt: world.system.now(), createdBy: owner.actor.id };
    const { db } = world.system;
    await db.insert(models).values({ id: 'model', name: 'bikes', description: '', nextVersion: 2, ...by });
    await db.insert(modelVersions).values({
      ...{ id: 'version', modelId: 'model', number: 1, status: 'ready', description: '', runId },
      ...{ manifest: {} as never, files: {}, bytes: 0, notebookId, revisionId: '', sliceHash: '' }, // read by nobody here
      ...{ sliceCells: 1, totalCells: 1, output: 'model', data: [], idempotencyKey: 'one' },
      ...{ verification: { verdict: 'waiting' }, ...by },
    });
  }
});
