import { eq } from 'drizzle-orm';
import PostalMime from 'postal-mime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startMailSink } from '@/tests/e2e/mail-sink';
import { findPort } from '@/tests/find-port';
import { actingAs, type Context } from '../../context';
import { executions, mails, schedules } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { sendMail } from '../../worker/send-mail';
import { tickSchedules } from '../../worker/tick-schedules';
import { acknowledgeAlert, listAlerts, resolveAlert } from '../alerts';
import { actorOf, workerId } from '../auth';
import { listMails, readEml, readMail, readMailHtml, resendMail } from '../mails';
import { createNotebook, deleteNotebook, restoreNotebook, saveNotebook } from '../notebooks';
import {
  beginExecution,
  createSchedule,
  deleteSchedule,
  listExecutions,
  listFailing,
  listSchedules,
  postponeExecution,
  readExecution,
  readSchedule,
  restoreSchedule,
  runScheduleNow,
  updateSchedule,
} from '../schedules';
import { finishExecution, previewNotebook, tellUndelivered } from '.';

const html = `<!doctype html>
<notebook>
  <title>Morning report</title>
  <script id="1" type="module">Plot.plot()</script>
</notebook>
`;

describe.each(testDatabases)('schedules and their executions on $name', ({ open }) => {
  let world: TestSystem;
  let owner: Context;
  let worker: Context;
  let notebookId: string;

  beforeAll(async () => {
    world = await openTestSystem({ open });
    owner = world.context;
    worker = actingAs(world.system, await actorOf(world.system, workerId));
  });
  beforeEach(async () => {
    world.setTime(new Date('2026-01-05T06:59:00Z'));
    notebookId = (await createNotebook(owner, { html })).id;
  });
  // Each test has its own notebook; its schedules do not run into the next one.
  afterEach(async () => {
    for (const { id } of await listSchedules(owner, { notebookId })) await deleteSchedule(owner, { id });
  });
  afterAll(() => world.close());
  const alertsOf = (state: 'live' | 'resolved') =>
    listAlerts(owner, { notebookId, states: state === 'live' ? ['open', 'acknowledged'] : ['resolved'] });
  const mailsOf = async (scheduleId: string) =>
    (await listMails(owner, {})).mails.filter((mail) => mail.scheduleId === scheduleId);
  let clock = 0;
  /** A moment later, so that no two runs are due at the same one. */
  const wait = (minutes = 1) => {
    clock += minutes;
    world.setTime(new Date(Date.UTC(2026, 0, 5, 8, clock)));
  };

  const schedule = (changes: Partial<Parameters<typeof createSchedule>[1]> = {}) =>
    createSchedule(owner, {
      notebookId,
      cron: '0 7 * * *',
      timeZone: 'UTC',
      recipients: ['ada@example.org'],
      ...changes,
    });

  /** Takes the queued execution up and ends it. */
  async function run(
    scheduleId: string,
    outcome: { error?: string; checks?: Parameters<typeof finishExecution>[1]['checks'] },
  ) {
    wait();
    const { executionId: id } = await runScheduleNow(owner, { id: scheduleId });
    const begun = await beginExecution(worker, { id });
    await finishExecution(worker, {
      id,
      attempt: begun?.attempt ?? 0,
      log: 'a line',
      cells: [],
      checks: [],
      ...outcome,
    });
    return readExecution(owner, { id });
  }

  const check = (ok: boolean, detail = ok ? 'fine' : 'drift in 3 of 12 features') => ({
    name: 'Features',
    ok,
    severity: 'warning' as const,
    detail,
  });

  test('one execution for each due time, however many workers look', async () => {
    const { id } = await schedule();
    expect(await tickSchedules(world.system)).toBe(0);
    world.setTime(new Date('2026-01-05T07:00:01Z'));
    const ticks = await Promise.all(Array.from({ length: 8 }, () => tickSchedules(world.system)));
    expect(ticks.reduce((sum, started) => sum + started, 0)).toBe(1);
    const { executions } = await listExecutions(owner, { scheduleId: id });
    expect(executions).toHaveLength(1);
    expect(executions[0]).toMatchObject({ status: 'queued', trigger: 'schedule' });
    expect(executions[0]?.dueAt.toISOString()).toBe('2026-01-05T07:00:00.000Z');
    expect((await readSchedule(owner, { id })).nextDueAt?.toISOString()).toBe('2026-01-06T07:00:00.000Z');
  });

  test('times missed while nobody was there are made up for by one run', async () => {
    const { id } = await schedule({ cron: '*/5 * * * *' });
    world.setTime(new Date('2026-01-09T12:01:00Z'));
    expect(await tickSchedules(world.system)).toBe(1);
    expect(await tickSchedules(world.system)).toBe(0);
    expect((await readSchedule(owner, { id })).nextDueAt?.toISOString()).toBe('2026-01-09T12:05:00.000Z');
  });

  test('paused and deleted schedules do not run; resumed and restored ones do, from then on', async () => {
    const { id } = await schedule();
    await updateSchedule(owner, { id, enabled: false });
    world.setTime(new Date('2026-01-06T08:00:00Z'));
    expect(await tickSchedules(world.system)).toBe(0);
    await updateSchedule(owner, { id, enabled: true });
    expect(await tickSchedules(world.system)).toBe(0);
    await deleteSchedule(owner, { id });
    world.setTime(new Date('2026-01-08T08:00:00Z'));
    expect(await tickSchedules(world.system)).toBe(0);
    await restoreSchedule(owner, { id });
    world.setTime(new Date('2026-01-09T08:00:00Z'));
    expect(await tickSchedules(world.system)).toBe(1);
  });

  test('schedules of a deleted notebook rest, and come back with it', async () => {
    const { id } = await schedule();
    await deleteNotebook(owner, { id: notebookId });
    world.setTime(new Date('2026-01-06T08:00:00Z'));
    expect(await tickSchedules(world.system)).toBe(0);
    expect(await listSchedules(owner, { notebookId })).toEqual([]);
    await restoreNotebook(owner, { id: notebookId });
    expect(await listSchedules(owner, { notebookId })).toMatchObject([{ id, enabled: true }]);
    expect(await tickSchedules(world.system)).toBe(1);
  });

  test('a schedule runs the revision that was pinned until it is moved', async () => {
    const { id } = await schedule();
    await saveNotebook(owner, {
      id: notebookId,
      html: html.replace('Plot.plot()', '1 + 1'),
      baseRevision: 1,
    });
    const { executionId } = await runScheduleNow(owner, { id });
    expect(await beginExecution(worker, { id: executionId })).toMatchObject({ html });
    expect(await readSchedule(owner, { id })).toMatchObject({ revision: 1, newestRevision: 2 });
    await updateSchedule(owner, { id, revision: 'newest' });
    expect(await readSchedule(owner, { id })).toMatchObject({ revision: 2 });
  });

  test('cron nonsense, unknown zones and addresses that are none are refused, and nothing is made', async () => {
    await expect(schedule({ cron: 'at dawn' })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(schedule({ timeZone: 'Middle/Earth' })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(schedule({ recipients: ['ada'] })).rejects.toThrow('ada@example.org');
    await expect(schedule({ notebookId: 'none' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('“run now” pressed twice runs once', async () => {
    const { id } = await schedule();
    const first = await runScheduleNow(owner, { id });
    expect(await runScheduleNow(owner, { id })).toEqual(first);
  });

  test('only the attempt that runs may end an execution, once', async () => {
    const { id: scheduleId } = await schedule();
    const { executionId: id } = await runScheduleNow(owner, { id: scheduleId });
    const first = await beginExecution(worker, { id });
    const second = await beginExecution(worker, { id }); // the first worker died
    const end = { id, log: '', cells: [], checks: [] };
    expect(await finishExecution(worker, { ...end, attempt: first?.attempt ?? 0 })).toEqual({
      recorded: false,
    });
    expect(await finishExecution(worker, { ...end, attempt: second?.attempt ?? 0 })).toEqual({
      recorded: true,
    });
    expect(await finishExecution(worker, { ...end, attempt: second?.attempt ?? 0 })).toEqual({
      recorded: false,
    });
    expect(await beginExecution(worker, { id })).toBeNull();
    expect(await mailsOf(scheduleId)).toHaveLength(1);
  });

  test('a failed attempt is repeated while the schedule allows it, then its error and log are mailed', async () => {
    const { id: scheduleId } = await schedule({ retryLimit: 1 });
    const { executionId: id } = await runScheduleNow(owner, { id: scheduleId });
    const first = await beginExecution(worker, { id });
    expect(first).toMatchObject({ attempt: 1, lastAttempt: false });
    await postponeExecution(worker, { id, attempt: 1, error: 'It broke', log: 'first log' });
    expect(await readExecution(owner, { id })).toMatchObject({ status: 'queued', error: 'It broke' });
    expect(await beginExecution(worker, { id })).toMatchObject({ attempt: 2, lastAttempt: true });
    await finishExecution(worker, {
      id,
      attempt: 2,
      error: 'It broke again',
      log: 'the log',
      cells: [],
      checks: [],
    });
    expect((await listFailing(owner, {})).map((row) => row.id)).toContain(id);
    const sent = await mailsOf(scheduleId);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      kind: 'failure',
      subject: 'Morning report: the run failed: It broke again',
    });
    const eml = await PostalMime.parse(await readEml(owner, { id: sent[0]?.id ?? '' }));
    expect(eml.text).toContain('the log');
    expect(eml.text).toContain('It was tried 2 times.');
  });

  test('a worker that dies each time is not let die for ever', async () => {
    const { id: scheduleId } = await schedule({ retryLimit: 0 });
    const { executionId: id } = await runScheduleNow(owner, { id: scheduleId });
    const attempts = [];
    for (let i = 0; i < 5; i++) attempts.push(await beginExecution(worker, { id }));
    expect(attempts.map((begun) => begun?.exhausted)).toEqual([false, false, false, false, true]);
  });

  test('a failing check opens an alert, once; a passing one resolves it', async () => {
    const { id } = await schedule();
    await run(id, { checks: [check(false)] });
    await run(id, { checks: [check(false, 'drift in 4 of 12 features')] });
    const [alert, ...others] = await alertsOf('live');
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ state: 'open', check: 'Features', detail: 'drift in 4 of 12 features' });
    await acknowledgeAlert(owner, { id: alert?.id ?? '' });
    await run(id, { checks: [check(false)] });
    expect((await alertsOf('live')).map(({ state }) => state)).toEqual(['acknowledged']);
    await run(id, { checks: [check(true)] });
    expect(await alertsOf('live')).toEqual([]);
    await run(id, { checks: [check(false)] });
    const [again] = await alertsOf('live');
    await resolveAlert(owner, { id: again?.id ?? '' });
    expect(await alertsOf('resolved')).toHaveLength(2);
  });

  test('the verdict is the subject, and what changed is said', async () => {
    const { id } = await schedule();
    await run(id, { checks: [check(true)] });
    expect(await run(id, { checks: [check(false)] })).toMatchObject({
      verdict: 'problems',
      status: 'succeeded',
    });
    const sent = await mailsOf(id);
    expect(sent.map(({ subject }) => subject)).toEqual([
      'Morning report: drift in 3 of 12 features',
      'Morning report: its check passed',
    ]);
    const eml = await PostalMime.parse(await readEml(owner, { id: sent[0]?.id ?? '' }));
    expect(eml.to?.map(({ address }) => address)).toEqual(['ada@example.org']);
    expect(eml.text).toContain('“Features” fails now: drift in 3 of 12 features.');
    expect(await readMailHtml(owner, { id: sent[0]?.id ?? '' })).toContain('Drift in 3 of 12 features');
  });

  test('a run made up for is no comparison for those that were due around it', async () => {
    const { id } = await schedule();
    await run(id, { checks: [check(true)] });
    wait();
    const { executionId } = await runScheduleNow(owner, { id });
    // Made last, due before.
    const due = (at: string, trigger: 'backfill' | 'manual') =>
      world.context.db
        .update(executions)
        .set({ dueAt: new Date(at), trigger })
        .where(eq(executions.id, executionId));
    await due('2026-01-04T07:00:00Z', 'backfill');
    const begun = await beginExecution(worker, { id: executionId });
    await finishExecution(worker, {
      ...{ id: executionId, attempt: begun?.attempt ?? 0, log: '', cells: [], checks: [check(false)] },
    });
    const changesOf = async () => (await readMail(owner, { id: (await mailsOf(id))[0]?.id ?? '' })).text;
    expect(await changesOf()).toContain('This is the first report.');
    await run(id, { checks: [check(true)] });
    expect(await changesOf()).toContain('Since the last report: nothing changed.');
  });

  test('the mail of a notebook that is being written is what it shows now', async () => {
    const shown = (more: object = {}) => ({
      ...{ notebookId, html, checks: [check(false)] },
      cells: [
        {
          ...{ cellId: 1, name: 'chart', kind: 'javascript', state: 'fresh', text: '', console: '' },
          html: '<figure><svg onload="steal()"></svg><figcaption>Rides <script>steal()</script>by hour</figcaption></figure>',
          ...more,
        },
      ],
    });
    const pixel = `data:image/png;base64,${Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, ...new Uint8Array(16)]).toString('base64')}`;
    const page = await previewNotebook(owner, shown({ picture: pixel }));
    expect(page).toContain('Morning report');
    expect(page).toContain('This is the first report.');
    expect(page).toContain('drift in 3 of 12 features');
    expect(page).toContain('Rides by hour');
    expect(page).toContain(pixel);
    expect(page).not.toContain('steal');
    const odd = await previewNotebook(owner, shown({ picture: 'data:image/png;base64,PHN2Zz4=' }));
    expect(odd).toContain('There is no picture of it.');

    const { id } = await schedule();
    await run(id, { checks: [check(true)] });
    expect(await previewNotebook(owner, shown())).toContain('Since the last report');
    await expect(previewNotebook(owner, { notebookId, html, cells: [], checks: [] })).rejects.toThrow(
      'This notebook shows nothing yet',
    );
    await expect(previewNotebook(owner, { ...shown(), notebookId: 'none' })).rejects.toThrow(
      'There is no such notebook',
    );
  });

  test('reports are mailed by the rule of the schedule', async () => {
    const { id } = await schedule({ notify: 'problems' });
    await run(id, { checks: [check(true)] });
    expect(await mailsOf(id)).toEqual([]);
    await run(id, { checks: [check(false)] });
    expect(await mailsOf(id)).toHaveLength(1);
    await updateSchedule(owner, { id, notify: 'changes' });
    await run(id, { checks: [check(false)] });
    expect(await mailsOf(id)).toHaveLength(1);
    await run(id, { checks: [check(true)] });
    expect(await mailsOf(id)).toHaveLength(2);
  });

  test('without a mail server a mail is kept', async () => {
    const { id } = await schedule();
    await run(id, {});
    const mailId = (await mailsOf(id))[0]?.id ?? '';
    await sendMail(world.system, job(mailId));
    expect((await mailsOf(id))[0]).toMatchObject({ state: 'kept', attempts: 0 });
  });

  test('outputs and pictures are frozen with the execution', async () => {
    const { id: scheduleId } = await schedule();
    const { executionId: id } = await runScheduleNow(owner, { id: scheduleId });
    const begun = await beginExecution(worker, { id });
    const cell = {
      cellId: 1,
      name: 'chart',
      kind: 'javascript',
      state: 'fresh',
      html: '<figure><h2>Rides</h2><svg></svg><figcaption>Mean 41</figcaption></figure>',
      text: 'Rides',
      console: '',
      png: pixel,
    };
    await finishExecution(worker, { id, attempt: begun?.attempt ?? 0, log: '', cells: [cell], checks: [] });
    const { outputs } = await readExecution(owner, { id });
    expect(outputs?.cells[0]).toMatchObject({
      title: 'Rides',
      caption: 'Mean 41',
      pictureWidth: 1,
      pictureHeight: 1,
    });
    const mailId = (await mailsOf(scheduleId))[0]?.id ?? '';
    const eml = await PostalMime.parse(await readEml(owner, { id: mailId }));
    expect(eml.attachments.map(({ mimeType, disposition }) => [mimeType, disposition])).toEqual([
      ['image/png', 'inline'],
    ]);
    expect(eml.html).toContain('Mean 41');
    expect(await readMailHtml(owner, { id: mailId })).toContain('src="data:image/png;base64,');
  });
});

describe('sending', () => {
  let world: TestSystem;
  let port: number;
  beforeAll(async () => {
    port = await findPort();
    world = await openTestSystem({ config: { smtpUrl: `smtp://127.0.0.1:${port}` } });
  });
  afterAll(() => world.close());

  /** A mail in the outbox. */
  async function queuedMail(): Promise<string> {
    world.setTime(new Date('2026-01-05T06:59:00Z'));
    const worker = actingAs(world.system, await actorOf(world.system, workerId));
    const { id: notebookId } = await createNotebook(world.context, { html });
    const { id } = await createSchedule(world.context, {
      notebookId,
      cron: '0 7 * * *',
      timeZone: 'UTC',
      recipients: ['ada@example.org', 'charles@example.org'],
    });
    const { executionId } = await runScheduleNow(world.context, { id });
    const begun = await beginExecution(worker, { id: executionId });
    await finishExecution(worker, {
      id: executionId,
      attempt: begun?.attempt ?? 0,
      log: '',
      cells: [],
      checks: [],
    });
    const { mails: all } = await listMails(world.context, {});
    return all.find((mail) => mail.executionId === executionId)?.id ?? '';
  }

  test('a mail server that is away is tried again, for longer each time, until it is there', async () => {
    const id = await queuedMail();
    await sendMail(world.system, job(id));
    const [refused] = (await listMails(world.context, {})).mails;
    expect(refused).toMatchObject({ state: 'queued', attempts: 1 });
    expect(refused?.error).toContain('No mail server answers');
    expect(refused?.nextAttemptAt?.toISOString()).toBe('2026-01-05T07:00:00.000Z');
    await sendMail(world.system, job(id));
    expect((await listMails(world.context, {})).mails[0]?.nextAttemptAt?.toISOString()).toBe(
      '2026-01-05T07:04:00.000Z',
    );
    const sink = await startMailSink(port);
    try {
      await sendMail(world.system, job(id));
      await sendMail(world.system, job(id));
      expect(sink.mails.map(({ to }) => to?.map(({ address }) => address))).toEqual([
        ['ada@example.org'],
        ['charles@example.org'],
      ]);
      expect(sink.mails[0]?.subject).toBe('Morning report: report');
      expect((await listMails(world.context, {})).mails[0]).toMatchObject({
        state: 'sent',
        attempts: 3,
        error: null,
      });
    } finally {
      await sink.close();
    }
  });

  test('a report that somebody did not get is told to those who are told of failures, once', async () => {
    const id = await queuedMail();
    const worker = actingAs(world.system, await actorOf(world.system, workerId));
    await world.system.db
      .update(schedules)
      .set({ failureRecipients: ['ops@example.org', 'ada@example.org'] });
    const sink = await startMailSink(port, (address) => address.startsWith('ada'));
    try {
      await sendMail(world.system, job(id));
      expect(await readMail(world.context, { id })).toMatchObject({
        state: 'failed',
        error: expect.stringContaining('no such mailbox'),
      });
      expect(await tellUndelivered(worker, {})).toEqual({ told: 1 });
      expect(await tellUndelivered(worker, {})).toEqual({ told: 0 });
    } finally {
      await sink.close();
    }
    const notice = (await listMails(world.context, {})).mails.find(({ kind }) => kind === 'notice');
    expect(notice?.recipients).toEqual(['ops@example.org']);
    expect((await readMail(world.context, { id: notice?.id ?? '' })).text).toContain(
      'ada@example.org: The mail server',
    );
  });

  test('after the last try it has failed, and a person may send it again', async () => {
    const id = await queuedMail();
    await world.system.db.update(mails).set({ attempts: 7 }).where(eq(mails.id, id));
    await sendMail(world.system, job(id));
    expect(await readMail(world.context, { id })).toMatchObject({ state: 'failed', attempts: 8 });
    await resendMail(world.context, { id });
    expect(await readMail(world.context, { id })).toMatchObject({ state: 'queued', attempts: 0 });
  });
});

const job = (mailId: string) => ({
  id: 'job',
  data: { mailId },
  signal: new AbortController().signal,
  retryCount: 0,
});

/** The start of a PNG of 2 × 2 pixels. */
const pixel = Uint8Array.from(
  Buffer.from('89504e470d0a1a0a0000000d494844520000000200000002080600000072b60d24', 'hex'),
);
