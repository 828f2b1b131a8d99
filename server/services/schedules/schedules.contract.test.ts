import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { actingAs, type Context } from '../../context';
import { executions } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { createHttpApp } from '../../http/app';
import { openTestSystem, type TestSystem } from '../../testing';
import { startByEvent } from '../../worker/start-triggered';
import { tickSchedules } from '../../worker/tick-schedules';
import { actorOf, workerId } from '../auth';
import { tellEvent } from '../events';
import { createNotebook } from '../notebooks';
import { finishExecution } from '../reports';
import {
  beginExecution,
  createSchedule,
  deepestChain,
  deleteCalendar,
  deleteSchedule,
  listBackfills,
  listExecutions,
  listSchedules,
  mostCallsPerMinute,
  previewBackfill,
  previewSchedule,
  readExecution,
  readSchedule,
  retryWait,
  runScheduleNow,
  saveCalendar,
  startBackfill,
  startTriggered,
  stopBackfill,
  stopExecution,
  updateSchedule,
} from '.';

const html = `<!doctype html>
<notebook>
  <title>Rides</title>
  <script id="1" type="application/vnd.cellar.input+json" output="hour">
    {"control": "range", "label": "Hour", "min": 0, "max": 23, "value": 9}
  </script>
</notebook>
`;

describe.each(testDatabases)('schedules on $name', ({ open }) => {
  let world: TestSystem;
  let owner: Context;
  let worker: Context;
  let notebookId: string;

  beforeAll(async () => {
    world = await openTestSystem({ open });
    owner = world.context;
    worker = actingAs(world.system, await actorOf(world.system, workerId));
  });
  let start = Date.UTC(2026, 0, 5, 6, 59);
  beforeEach(async () => {
    start += 366 * 86_400_000; // no test meets the schedules of another
    world.setTime(new Date(start));
    notebookId = (await createNotebook(owner, { html })).id;
  });
  // Each test has its own notebook; its schedules do not run into the next one.
  afterEach(async () => {
    for (const { id } of await listSchedules(owner, { notebookId })) await deleteSchedule(owner, { id });
  });
  afterAll(() => world.close());

  const schedule = (changes: Partial<Parameters<typeof createSchedule>[1]> = {}) =>
    createSchedule(owner, {
      ...{ notebookId, cron: '* * * * *', timeZone: 'UTC', endsAt: new Date(start + 86_400_000) },
      ...changes,
    });
  const at = (minutes: number) => world.setTime(new Date(start + minutes * 60_000));
  const tick = async (minutes: number) => {
    at(minutes);
    return tickSchedules(world.system);
  };
  const history = async (scheduleId: string) =>
    (await listExecutions(owner, { scheduleId, limit: 500 })).executions.reverse();
  const statuses = async (scheduleId: string) => (await history(scheduleId)).map(({ status }) => status);
  async function finish(id: string, changes: Partial<Parameters<typeof finishExecution>[1]> = {}) {
    const begun = await beginExecution(worker, { id });
    await finishExecution(worker, {
      ...{ id, attempt: begun?.attempt ?? 0, log: '', cells: [], checks: [] },
      ...changes,
    });
  }
  /** The executions whose job was sent. */
  const released = async (scheduleId: string) =>
    (
      await world.system.db
        .select({ isReleased: executions.isReleased, status: executions.status })
        .from(executions)
        .where(eq(executions.scheduleId, scheduleId))
    ).filter(({ isReleased, status }) => isReleased && (status === 'queued' || status === 'running')).length;

  describe('a run that is due while the one before has not ended', () => {
    test('waits its turn', async () => {
      const { id } = await schedule();
      for (const minute of [1, 2, 3]) await tick(minute);
      expect(await statuses(id)).toEqual(['queued', 'queued', 'queued']);
      expect(await released(id)).toBe(1);
      const [first, second] = await history(id);
      await finish(first?.id ?? '');
      expect(await released(id)).toBe(1);
      expect((await beginExecution(worker, { id: second?.id ?? '' }))?.attempt).toBe(1);
    });

    test('is left out, with its reason', async () => {
      const { id } = await schedule({ overlap: 'skip' });
      await tick(1);
      await tick(2);
      expect(await statuses(id)).toEqual(['queued', 'skipped']);
      expect((await history(id))[1]?.error).toContain('had not ended');
    });

    test('takes its place', async () => {
      const { id } = await schedule({ overlap: 'replace' });
      await tick(1);
      const [first] = await history(id);
      const begun = await beginExecution(worker, { id: first?.id ?? '' });
      await tick(2);
      expect(await statuses(id)).toEqual(['stopped', 'queued']);
      expect(await released(id)).toBe(1);
      // Its worker comes too late.
      const late = { id: first?.id ?? '', attempt: begun?.attempt ?? 0, log: '', cells: [], checks: [] };
      expect(await finishExecution(worker, late)).toEqual({ recorded: false });
    });

    test('a person stops one: the next goes on', async () => {
      const { id } = await schedule();
      await tick(1);
      await tick(2);
      const [first, second] = await history(id);
      await stopExecution(owner, { id: first?.id ?? '' });
      expect(await statuses(id)).toEqual(['stopped', 'queued']);
      expect(await beginExecution(worker, { id: first?.id ?? '' })).toBeNull();
      expect(await beginExecution(worker, { id: second?.id ?? '' })).not.toBeNull();
      await expect(stopExecution(owner, { id: first?.id ?? '' })).rejects.toThrow('ended already');
    });
  });

  test('what was missed is recorded as left out where the rule says so', async () => {
    const { id } = await schedule({ cron: '0 * * * *', missed: 'none' });
    await tick(5 * 60 + 1);
    const made = await history(id);
    expect(made.map(({ status }) => status).sort()).toEqual(['queued', 'skipped']);
    expect(made.find(({ status }) => status === 'skipped')?.error).toContain('5 due times');
  });

  test('what was missed is all made up for, one after the other', async () => {
    const { id } = await schedule({ cron: '0 * * * *', missed: 'all' });
    await tick(5 * 60 + 1);
    expect(await statuses(id)).toEqual(Array.from({ length: 6 }, () => 'queued'));
    expect(await released(id)).toBe(1);
  });

  test('a time that has come and is spread out is not lost by a change of something else', async () => {
    const { id } = await schedule({ cron: '0 7 * * *', endsAt: null, jitterSeconds: 3600 });
    const { nextDueAt, nextStartAt } = await readSchedule(owner, { id });
    expect(nextDueAt).toEqual(new Date(start + 60_000));
    expect(nextStartAt?.getTime()).toBeGreaterThan(start + 61_000);
    at(1);
    await updateSchedule(owner, { id, name: 'Rides of the day', cron: '0 7 * * *', timeZone: 'UTC' });
    const calendar = await saveCalendar(owner, { name: `Holidays ${start}`, days: [], weekends: false });
    expect(await readSchedule(owner, { id })).toMatchObject({ nextDueAt, nextStartAt });
    await tick(62);
    expect((await history(id)).map(({ dueAt }) => dueAt)).toEqual([nextDueAt]);

    // The same by a change of its calendar.
    await updateSchedule(owner, { id, calendarId: calendar.id });
    const tomorrow = await readSchedule(owner, { id });
    at(24 * 60 + 1);
    await saveCalendar(owner, { id: calendar.id, name: `Holidays ${start}`, days: [], weekends: false });
    expect(await readSchedule(owner, { id })).toMatchObject({ nextDueAt: tomorrow.nextDueAt });
    await tick(25 * 60 + 2);
    expect(await history(id)).toHaveLength(2);
  });

  test('a clock that jumps an hour back runs nothing again, one that jumps on leaves nothing out', async () => {
    const { id } = await schedule({ missed: 'all' });
    expect(await tick(1)).toBe(1);
    for (const minutes of [-59, 0, 1]) expect(await tick(minutes)).toBe(0);
    expect(await tick(2)).toBe(1);
    expect(await tick(62)).toBe(60);
    const dueTimes = (await history(id)).map(({ dueAt }) => dueAt.getTime());
    expect([...new Set(dueTimes)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 62 }, (_, minute) => start + (minute + 1) * 60_000),
    );
  });

  test('a run may end while the next one takes its place', async () => {
    const { id } = await schedule({ overlap: 'replace' });
    for (let minute = 1; minute <= 6; minute += 1) {
      await tick(2 * minute - 1);
      const running = (await history(id)).find(({ status }) => status === 'queued');
      const begun = await beginExecution(worker, { id: running?.id ?? '' });
      const end = { id: running?.id ?? '', attempt: begun?.attempt ?? 0, log: '', cells: [], checks: [] };
      await Promise.all([tick(2 * minute), finishExecution(worker, end)]);
      expect(['succeeded', 'stopped']).toContain(
        (await readExecution(owner, { id: running?.id ?? '' })).status,
      );
    }
    const ends = await statuses(id);
    expect(ends).toHaveLength(12);
    expect(ends.filter((status) => status === 'queued')).toHaveLength(1);
  });

  test('a run is about the time since the due time before', async () => {
    const { id } = await schedule({ cron: '0 * * * *' });
    await tick(1);
    const [made] = await history(id);
    const begun = await beginExecution(worker, { id: made?.id ?? '' });
    expect(begun?.dueAt.getTime()).toBe((begun?.windowFrom?.getTime() ?? 0) + 3_600_000);
  });

  test('waits between tries grow from the schedule’s own', () => {
    expect([1, 2, 3].map((attempt) => retryWait(attempt, 10))).toEqual([10_000, 40_000, 160_000]);
    expect(retryWait(20, 3600)).toBe(24 * 3_600_000);
  });

  describe('calendars', () => {
    test('move the due time of the schedules that keep to them, and stay while one does', async () => {
      const christmas = { date: new Date(start + 86_400_000).toISOString().slice(0, 10), label: 'A day' };
      const { id: calendarId } = await saveCalendar(owner, {
        name: `Days ${start}`,
        days: [],
        weekends: false,
      });
      const { id } = await schedule({ cron: '0 6 * * *', calendarId, endsAt: null });
      const before = (await readSchedule(owner, { id })).nextDueAt;
      expect(before?.getTime()).toBe(start + 86_400_000 - 59 * 60_000);
      await saveCalendar(owner, {
        id: calendarId,
        name: `Days ${start}`,
        days: [christmas],
        weekends: false,
      });
      expect((await readSchedule(owner, { id })).nextDueAt?.getTime()).toBe(
        (before?.getTime() ?? 0) + 86_400_000,
      );
      await expect(deleteCalendar(owner, { id: calendarId })).rejects.toThrow('1 schedules keep');
      await updateSchedule(owner, { id, calendarId: null });
      await deleteCalendar(owner, { id: calendarId });
    });

    test('a day that is none is refused', async () => {
      const days = [{ date: '2026-02-30', label: '' }];
      await expect(saveCalendar(owner, { name: 'Wrong', days, weekends: false })).rejects.toThrow(
        'is no day',
      );
    });
  });

  test('a rule in words is shown as what was understood', async () => {
    const { cron, words, next } = await previewSchedule(owner, {
      ...{ cron: 'every weekday at 7:30', timeZone: 'Europe/Berlin' },
    });
    expect([cron, words, next.length]).toEqual(['30 7 * * 1-5', 'At 07:30, Monday through Friday', 5]);
    const { id } = await schedule({ cron: 'every hour', endsAt: null });
    expect((await readSchedule(owner, { id })).cron).toBe('0 * * * *');
  });

  test('parameters are for inputs of the notebook, and go with each execution', async () => {
    await expect(schedule({ parameters: { minute: 1 } })).rejects.toThrow('no input named minute');
    const { id } = await schedule({ parameters: { hour: 17 } });
    await expect(updateSchedule(owner, { id, parameters: { hour: 99 } })).rejects.toThrow('it takes 0 to 23');
    await tick(1);
    const [made] = await history(id);
    expect((await beginExecution(worker, { id: made?.id ?? '' }))?.parameters).toEqual({ hour: 17 });
  });

  describe('events', () => {
    const happened = (kind: 'ended' | 'alert', subject: string, id: string, chainDepth = 1) => ({
      ...{ id, kind, subject, chainDepth, conditions: ['succeeded', 'always'], words: 'It happened' },
      at: new Date(start),
    });
    const byEvent = (triggers: Parameters<typeof createSchedule>[1]['triggers']) =>
      schedule({ cron: null, triggers });

    test('a schedule needs something that starts it, and does not start itself', async () => {
      await expect(byEvent([])).rejects.toThrow('Nothing would start it');
      const { id } = await schedule();
      const triggers = [{ kind: 'ended' as const, subject: id, condition: 'always' as const }];
      await expect(updateSchedule(owner, { id, triggers })).rejects.toThrow('started by itself');
    });

    test('each gives one execution, however often and by however many workers it is delivered', async () => {
      const first = await schedule();
      const { id } = await byEvent([{ kind: 'ended', subject: first.id, condition: 'succeeded' }]);
      const event = happened('ended', first.id, `event ${start}`);
      const made = await Promise.all(Array.from({ length: 5 }, () => startTriggered(worker, event)));
      expect(made.flatMap(({ executionIds }) => executionIds)).toHaveLength(1);
      expect(await history(id)).toMatchObject([{ trigger: 'ended', cause: 'It happened', status: 'queued' }]);
    });

    test('a command’s job starts the schedules after it has committed, and none where it rolled back', async () => {
      const first = await schedule();
      const { id } = await byEvent([
        { kind: 'ended', subject: first.id, condition: 'failed' },
        { kind: 'alert', subject: null },
      ]);
      const taken: string[] = [];
      const seen = new Set<string>();
      await world.system.queue.work({ ...(await import('../events')).startTriggeredJob }, 1, async (job) => {
        if (seen.has(job.id)) return;
        seen.add(job.id);
        await startByEvent(world.system, job);
        taken.push(job.data.words);
      });
      await world.system.db
        .transaction(async (db) => {
          const queue = {
            send: (type: never, data: never) => world.system.queue.send(type, data, {}, db),
            sendAll: () => Promise.resolve(),
          };
          await tellEvent({ ...owner, db, queue }, { kind: 'alert', subject: 'x', words: 'rolled back' });
          throw new Error('no');
        })
        .catch(() => {});
      const { executionId } = await runScheduleNow(owner, { id: first.id });
      await finish(executionId, {
        checks: [{ name: 'Drift', ok: false, severity: 'warning', detail: 'much' }],
      });
      await expect.poll(() => history(id), { timeout: 20_000 }).toHaveLength(1);
      expect((await history(id))[0]).toMatchObject({ trigger: 'alert' });
      expect(taken.join()).not.toContain('rolled back');
    });

    test('schedules that start one another in a circle are cut off with a reason', async () => {
      const first = await schedule();
      const { id } = await byEvent([{ kind: 'ended', subject: first.id, condition: 'always' }]);
      await startTriggered(worker, happened('ended', first.id, `deep ${start}`, deepestChain + 1));
      expect(await history(id)).toMatchObject([{ status: 'skipped' }]);
      expect((await history(id))[0]?.error).toContain('circle');
    });

    test('“any alert” is any of the other schedules', async () => {
      const { id } = await byEvent([{ kind: 'alert', subject: null }]);
      await startTriggered(worker, happened('alert', id, `own ${start}`));
      expect(await history(id)).toEqual([]);
    });

    test('paused, or past its end, it lets an event pass', async () => {
      const first = await schedule();
      const { id } = await byEvent([{ kind: 'ended', subject: first.id, condition: 'always' }]);
      await updateSchedule(owner, { id, enabled: false });
      await startTriggered(worker, happened('ended', first.id, `paused ${start}`));
      await updateSchedule(owner, { id, enabled: true });
      at(2 * 24 * 60);
      await startTriggered(worker, happened('ended', first.id, `over ${start}`));
      expect(await history(id)).toEqual([]);
    });
  });

  describe('a webhook', () => {
    const call = (url: string, init: RequestInit) =>
      createHttpApp(world.system).request(new URL(url).pathname, {
        method: 'POST',
        ...init,
        headers: { host: `localhost:${world.system.config.port}`, ...init.headers },
      });
    async function hook() {
      const { id, secrets } = await schedule({ cron: null, triggers: [{ kind: 'webhook' }] });
      const [trigger] = (await readSchedule(owner, { id })).triggers;
      return { id, url: trigger?.url ?? '', secret: secrets[0]?.secret ?? '' };
    }
    const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

    test('starts its schedule by its secret, with parameters, once for each delivery', async () => {
      const { id, url, secret } = await hook();
      const body = JSON.stringify({ parameters: { hour: 3 } });
      const headers = { ...bearer(secret), 'webhook-id': 'one' };
      expect((await call(url, { headers, body })).status).toBe(202);
      expect((await call(url, { headers, body })).status).toBe(200);
      const [made, ...others] = await history(id);
      expect(others).toEqual([]);
      expect(await readExecution(owner, { id: made?.id ?? '' })).toMatchObject({
        trigger: 'webhook',
        parameters: { hour: 3 },
      });
    });

    test('takes a signed body', async () => {
      const { createHmac } = await import('node:crypto');
      const { url, secret } = await hook();
      const body = '{"action": "published"}';
      const sign = (text: string) => `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
      expect((await call(url, { headers: { 'x-hub-signature-256': sign(body) }, body })).status).toBe(202);
      expect((await call(url, { headers: { 'x-hub-signature-256': sign('x') }, body })).status).toBe(401);
    });

    test('refuses what has not its secret, what its inputs do not take, and a flood', async () => {
      const { id, url, secret } = await hook();
      expect((await call(url, {})).status).toBe(401);
      expect((await call(url, { headers: bearer('wrong') })).status).toBe(401);
      expect((await call(`${url}x`, { headers: bearer(secret) })).status).toBe(401);
      const wrong = await call(url, { headers: bearer(secret), body: '{"parameters": {"hour": 77}}' });
      expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('it takes 0 to 23')]);
      const answers: number[] = [];
      for (let i = 0; i < mostCallsPerMinute + 1; i += 1)
        answers.push((await call(url, { headers: { ...bearer(secret), 'webhook-id': `${i}` } })).status);
      expect(answers).toEqual([...Array.from({ length: mostCallsPerMinute }, () => 202), 429]);
      await updateSchedule(owner, { id, enabled: false });
      expect((await call(url, { headers: bearer(secret) })).status).toBe(409);
    });
  });

  describe('a back-fill', () => {
    const days = () => ({
      firstDay: new Date(start - 10 * 86_400_000).toISOString().slice(0, 10),
      lastDay: new Date(start - 6 * 86_400_000).toISOString().slice(0, 10),
    });

    test('runs each due time of the range once, so many at a time, without those that have succeeded', async () => {
      const { id: scheduleId } = await schedule({ cron: '0 6 * * *' });
      expect(await previewBackfill(owner, { scheduleId, ...days() })).toMatchObject({ total: 5, done: 0 });
      await startBackfill(owner, { scheduleId, ...days(), concurrency: 2, parameters: { hour: 4 } });
      expect(await released(scheduleId)).toBe(2);
      const made = (await history(scheduleId)).sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
      expect(made).toHaveLength(5);
      expect(made.every(({ trigger }) => trigger === 'backfill')).toBe(true);
      const begun = await beginExecution(worker, { id: made[0]?.id ?? '' });
      expect(begun?.parameters).toEqual({ hour: 4 });
      expect((begun?.dueAt.getTime() ?? 0) - (begun?.windowFrom?.getTime() ?? 0)).toBe(86_400_000);
      for (const one of made.slice(0, 3)) await finish(one.id);
      expect(await released(scheduleId)).toBe(2);
      expect(await listBackfills(owner, { scheduleId })).toMatchObject([
        { total: 5, succeeded: 3, waiting: 2 },
      ]);
      // A second one owes only what has not succeeded.
      expect(await previewBackfill(owner, { scheduleId, ...days() })).toMatchObject({ total: 5, done: 3 });
      expect(await startBackfill(owner, { scheduleId, ...days() })).toMatchObject({ executions: 2 });
    });

    test('is stopped as a whole, and what is due today goes on beside it', async () => {
      const { id: scheduleId } = await schedule({ cron: '0 7 * * *' });
      const { id } = await startBackfill(owner, { scheduleId, ...days() });
      expect(await tick(2)).toBe(1);
      expect(await released(scheduleId)).toBe(2);
      expect(await stopBackfill(owner, { id })).toMatchObject({ stopped: 5 });
      expect(await released(scheduleId)).toBe(1);
    });

    test('a range of none, of too many, and the wrong way round are refused', async () => {
      const { id: scheduleId } = await schedule();
      await expect(startBackfill(owner, { scheduleId, ...days() })).rejects.toThrow('more than 1000');
      const { firstDay, lastDay } = days();
      const turned = { scheduleId, firstDay: lastDay, lastDay: firstDay };
      await expect(startBackfill(owner, turned)).rejects.toThrow('before the first');
      const future = { scheduleId, firstDay: '2090-01-01', lastDay: '2090-01-02' };
      await expect(startBackfill(owner, future)).rejects.toThrow('Nothing was due');
    });
  });

  test('pages of a long history, by outcome', async () => {
    const { id: scheduleId } = await schedule({ overlap: 'skip' });
    for (let minute = 1; minute <= 7; minute += 1) await tick(minute);
    const first = await listExecutions(owner, { scheduleId, limit: 4 });
    const second = await listExecutions(owner, { scheduleId, limit: 4, after: first.next ?? undefined });
    expect([first.executions.length, second.executions.length, second.next]).toEqual([4, 3, null]);
    const all = [...first.executions, ...second.executions].map(({ id }) => id);
    expect(new Set(all).size).toBe(7);
    const skipped = await listExecutions(owner, { scheduleId, outcomes: ['skipped'] });
    expect(skipped.executions).toHaveLength(6);
  });

  test('many schedules due at once each get one execution, from three workers side by side', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 40; i += 1) ids.push((await schedule({ cron: '0 7 * * *' })).id);
    at(1);
    const started = await Promise.all([1, 2, 3].map(() => tickSchedules(world.system)));
    expect(started.reduce((sum, one) => sum + one, 0)).toBe(40);
    for (const id of ids.slice(0, 5)) expect(await history(id)).toHaveLength(1);
  });
});
