import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckResult } from '@/cells/bridge/messages';
import { actingAs, type Context } from '../../context';
import { openTestSystem, type TestSystem } from '../../testing';
import { sendMail } from '../../worker/send-mail';
import {
  acknowledgeAlert,
  gatherQuietAlerts,
  listAlerts,
  noteAlert,
  ownAlert,
  readAlert,
  resolveAlert,
  setAlertRules,
  snoozeAlert,
  tellAlerts,
  tendAlerts,
  watchSystem,
} from '../alerts';
import { actorOf, workerId } from '../auth';
import { listMails, readEml, readMail, setQuietHours } from '../mails';
import { createNotebook } from '../notebooks';
import { beginExecution, createSchedule, runScheduleNow } from '../schedules';
import { finishExecution, type PicturedCell } from '.';

let world: TestSystem;
let owner: Context;
let worker: Context;
let scheduleId: string;
/** What commands sent to the queue; nothing takes it up but the test. */
let jobs: { name: string; data: unknown }[] = [];

const png = Uint8Array.from(
  Buffer.from('89504e470d0a1a0a0000000d494844520000000200000002080600000072b60d24', 'hex'),
);
const cell = (cellId: number, name: string, html: string): PicturedCell => ({
  ...{ cellId, name, kind: 'javascript', state: 'fresh', html, text: '', console: '', png },
});
const line = '<p class="check" data-check="warning"><strong>▲ fails</strong><span>Features</span></p>';
const cells = [
  cell(1, 'first', '<figure><svg></svg><figcaption>The first</figcaption></figure>'),
  cell(2, 'drift', '<figure><h2>Drift</h2><svg></svg><figcaption>PSI 0.44</figcaption></figure>'),
  cell(3, 'verdict', line),
];
const rules = { recipients: ['ada@example.org'], escalateAfterMinutes: 60, escalateTo: ['boss@example.org'] };

beforeAll(async () => {
  world = await openTestSystem();
  const queue = {
    ...world.system.queue,
    send: async (type: { name: string }, data: unknown) => void jobs.push({ name: type.name, data }),
  };
  Object.assign(world.system, { queue });
  owner = actingAs(world.system, world.context.actor);
  worker = actingAs(world.system, await actorOf(world.system, workerId));
  at('2026-03-02T08:00:00Z');
  const html = '<!doctype html>\n<notebook>\n  <title>Bikes</title>\n</notebook>\n';
  const { id: notebookId } = await createNotebook(owner, { html });
  ({ id: scheduleId } = await createSchedule(owner, {
    ...{ notebookId, cron: '0 7 * * *', timeZone: 'UTC', recipients: [], notify: 'problems' },
  }));
  await setAlertRules(owner, { ...rules, flapChanges: 4, flapMinutes: 24 * 60 });
});
afterAll(() => world.close());

const at = (time: string) => world.setTime(new Date(time));
const check = (ok: boolean, more: Partial<CheckResult> = {}): CheckResult => ({
  ...{ name: 'Features', ok, severity: 'warning', detail: ok ? 'fine' : 'drift in 3 of 12 features' },
  ...more,
});

/** A run with these checks, and what its jobs about alerts do. */
async function run(...checks: CheckResult[]): Promise<void> {
  const { executionId: id } = await runScheduleNow(owner, { id: scheduleId });
  const begun = await beginExecution(worker, { id });
  await finishExecution(worker, { id, attempt: begun?.attempt ?? 0, log: '', cells, checks });
  await tell();
}

async function tell(): Promise<void> {
  const waiting = jobs.filter(({ name }) => name === 'tell-alerts');
  jobs = [];
  for (const { data } of waiting) {
    await tellAlerts(worker, data as { eventIds: string[] }); // as its command sent it
    await tellAlerts(worker, data as { eventIds: string[] });
  }
}
const alertMails = async () =>
  (await listMails(owner, {})).mails
    .filter(({ kind }) => kind === 'alert')
    .map(({ id, subject }) => ({ id, subject }));
const live = async () => (await listAlerts(owner, {})).filter(({ source }) => source === 'check');

test('an alert is told with the chart that proves it, seen, snoozed, woken, told to others and resolved', async () => {
  await run(check(false, { runbook: 'https://wiki.example.org/drift' }));
  const [alert] = await live();
  const id = alert?.id ?? '';
  const [mail, ...others] = await alertMails();
  expect(others).toEqual([]);
  expect(mail?.subject).toBe('Bikes: drift in 3 of 12 features');
  const eml = await PostalMime.parse(await readEml(owner, { id: mail?.id ?? '' }));
  expect(eml.attachments).toMatchObject([{ contentId: `<alert-${id}@cellar>`, disposition: 'inline' }]);
  expect(eml.html).toContain(`cid:alert-${id}@cellar`);
  expect(eml.text).toContain('PSI 0.44');
  expect(eml.text).toContain('What to do: https://wiki.example.org/drift');
  expect(eml.text).toContain(`/monitoring/alerts/${id}`);

  await acknowledgeAlert(owner, { id });
  await noteAlert(owner, { id, text: 'The sensor was moved.' });
  await ownAlert(owner, { id, owner: 'local' });
  at('2026-03-02T09:00:00Z');
  await expect(snoozeAlert(owner, { id, until: new Date('2026-03-02T08:59:00Z') })).rejects.toThrow(
    'still to come',
  );
  await snoozeAlert(owner, { id, until: new Date('2026-03-02T10:00:00Z') });
  await run(check(false));
  expect(await live()).toMatchObject([{ id, state: 'snoozed' }]);
  expect(await tendAlerts(worker, {})).toEqual({ woken: 0, escalated: 0, reminded: 0 });
  at('2026-03-02T10:00:00Z');
  expect(await tendAlerts(worker, {})).toEqual({ woken: 1, escalated: 0, reminded: 0 });
  await tell();
  expect((await alertMails())[0]?.subject).toBe('Bikes: still open: drift in 3 of 12 features');

  at('2026-03-02T11:00:00Z');
  expect(await tendAlerts(worker, {})).toEqual({ woken: 0, escalated: 1, reminded: 0 });
  expect(await tendAlerts(worker, {})).toEqual({ woken: 0, escalated: 0, reminded: 0 });
  await tell();
  const [escalated] = await alertMails();
  expect(escalated?.subject).toBe('Bikes: nobody is at it: drift in 3 of 12 features');
  expect((await readMail(owner, { id: escalated?.id ?? '' })).recipients).toEqual(['boss@example.org']);

  at('2026-03-02T11:30:00Z');
  await run(check(true));
  expect(await live()).toEqual([]);
  expect((await alertMails())[0]?.subject).toBe('Bikes: resolved: Features');
  const { history, charts, ...seen } = await readAlert(owner, { id });
  expect(seen).toMatchObject({ state: 'resolved', owner: 'You', escalatedAt: expect.any(Date) });
  expect(charts).toMatchObject([{ cellId: 2, title: 'Drift' }]);
  expect(history.map(({ kind, by }) => `${kind} by ${by}`)).toEqual([
    'opened by Cellar',
    'told by Cellar',
    ...['acknowledged by You', 'note by You', 'owner by You', 'snoozed by You'],
    ...['woke by Cellar', 'told by Cellar', 'escalated by Cellar', 'told by Cellar'],
    ...['resolved by Cellar', 'told by Cellar'],
  ]);
});

test('checks that fail together are one mail; the cell that a check names proves it', async () => {
  at('2026-03-10T08:00:00Z');
  const before = (await alertMails()).length;
  await run(
    check(false, { cells: ['first'] }),
    check(false, { name: 'Error', severity: 'critical', detail: 'error up 18 % for bob@example.org' }),
  );
  const mails = await alertMails();
  expect(mails).toHaveLength(before + 1);
  expect(mails[0]?.subject).toBe(
    'Bikes: 2 alerts: drift in 3 of 12 features, error up 18 % for b•••@•••.org',
  );
  const [, features] = (await live()).sort((a, b) => a.check.localeCompare(b.check));
  expect((await readAlert(owner, { id: features?.id ?? '' })).charts).toMatchObject([{ cellId: 1 }]);
  for (const { id } of await live()) await resolveAlert(owner, { id });
});

test('one that passes and fails by turns is said to flap, once, until it is steady', async () => {
  const hours = async (from: number, to: number, ok: (hour: number) => boolean) => {
    for (let hour = from; hour < to; hour++) {
      at(`2026-04-01T${String(hour).padStart(2, '0')}:00:00Z`);
      await run(check(ok(hour)));
    }
  };
  const before = (await alertMails()).length;
  await hours(0, 7, (hour) => hour % 2 === 1);
  const told = (await alertMails()).slice(0, -before || undefined).map(({ subject }) => subject);
  expect(told.filter((subject) => subject.includes('flapping'))).toEqual(['Bikes: flapping: Features']);
  expect(told).toHaveLength(4);
  const [flapping] = await live();
  expect(flapping?.flappingSince).toBeInstanceOf(Date);
  at('2026-04-03T00:00:00Z');
  await run(check(true));
  expect(await live()).toEqual([]);
  const { history } = await readAlert(owner, { id: flapping?.id ?? '' });
  expect(history.slice(-3).map(({ kind }) => kind)).toEqual(['steady', 'resolved', 'told']);
  // That it passed and was closed is one turn: failing and passing once more makes three.
  at('2026-04-03T01:00:00Z');
  await run(check(false));
  at('2026-04-03T02:00:00Z');
  await run(check(true));
  expect(await live()).toEqual([]);
});

test('people are told again of what nobody acknowledges, three times at most, and not once somebody does', async () => {
  await setAlertRules(owner, {
    ...{ ...rules, escalateAfterMinutes: 0, remindAfterMinutes: 30 },
    ...{ flapChanges: 100, flapMinutes: 60 },
  });
  at('2026-04-20T07:00:00Z');
  await run(check(false, { name: 'Reminded', detail: 'error up 18 %' }));
  const subjects = async () =>
    (await alertMails()).flatMap(({ subject }) =>
      subject.includes('still open: error up') ? [subject] : [],
    );
  const tend = async (time: string) => {
    at(`2026-04-20T${time}:00Z`);
    const { reminded } = await tendAlerts(worker, {});
    await tell();
    return reminded;
  };
  const times = ['07:29', '07:30', '07:59', '08:00', '08:30', '09:30'];
  const reminded: number[] = [];
  for (const time of times) reminded.push(await tend(time));
  expect(reminded).toEqual([0, 1, 0, 1, 1, 0]);
  expect(await subjects()).toHaveLength(3);

  const [alert] = (await live()).filter(({ check }) => check === 'Reminded');
  await snoozeAlert(owner, { id: alert?.id ?? '', until: new Date('2026-04-20T10:00:00Z') });
  expect(await tend('10:00')).toBe(0);
  expect(await tend('10:30')).toBe(1);
  await acknowledgeAlert(owner, { id: alert?.id ?? '' });
  expect(await tend('11:30')).toBe(0);
  await run(check(true, { name: 'Reminded' }));
});

test('what comes in quiet hours comes after them, as one', async () => {
  await setQuietHours(owner, {
    address: 'ada@example.org',
    hours: { from: '22:00', to: '07:00', timeZone: 'UTC' },
  });
  Object.assign(world.system, { mail: { ...world.system.mail, sends: true, send: async () => {} } });
  const send = async () => {
    const waiting = jobs
      .filter(({ name }) => name === 'send-mail')
      .map(({ data }) => data as { mailId: string });
    jobs = [];
    for (const data of waiting)
      await sendMail(world.system, { id: 'job', data, signal: new AbortController().signal, retryCount: 0 });
  };
  const held: string[] = [];
  for (const hour of [1, 2]) {
    at(`2026-05-01T0${hour}:00:00Z`);
    const { executionId: id } = await runScheduleNow(owner, { id: scheduleId });
    const begun = await beginExecution(worker, { id });
    jobs = [];
    await finishExecution(worker, {
      id,
      attempt: begun?.attempt ?? 0,
      log: '',
      cells,
      checks: [check(hour === 2)],
    });
    await tellAlerts(worker, jobs.find(({ name }) => name === 'tell-alerts')?.data as { eventIds: string[] });
    held.unshift((await alertMails())[0]?.id ?? '');
    await send();
  }
  expect((await readMail(owner, { id: held[0] ?? '' })).state).toBe('held');
  expect(await gatherQuietAlerts(worker, {})).toEqual({ readers: 0 });
  at('2026-05-01T07:00:00Z');
  expect(await gatherQuietAlerts(worker, {})).toEqual({ readers: 1 });
  expect(await gatherQuietAlerts(worker, {})).toEqual({ readers: 0 });
  await send();
  const [gathered] = await alertMails();
  expect(gathered?.subject).toBe('Alerts: 2 messages while it was quiet');
  expect(await readMail(owner, { id: gathered?.id ?? '' })).toMatchObject({ state: 'sent' });
  for (const id of held)
    expect((await readMail(owner, { id })).deliveries).toMatchObject([{ state: 'gathered' }]);
});

test('the system watches itself', async () => {
  at('2026-06-01T08:00:00Z');
  const well = { freeBytes: 50e9, diskBytes: 100e9, waitingSegments: 0, failedMails: 0, failedWebhooks: 0 };
  expect(await watchSystem(worker, { health: well })).toEqual({ found: [] });
  const ill = { ...well, freeBytes: 0.5e9, failedMails: 2, failedWebhooks: 1 };
  expect(await watchSystem(worker, { health: ill })).toEqual({
    found: ['The disk has room', 'Messages arrive'],
  });
  await watchSystem(worker, { health: ill });
  const alerts = (await listAlerts(owner, {})).filter(({ source }) => source !== 'check');
  expect(alerts.map(({ severity, detail }) => `${severity}: ${detail}`).sort()).toEqual([
    'critical: the disk of the data folder has 0.5 GB left, 1 % of it',
    'warning: 2 mails and 1 webhook message could not be delivered in the last day; the outbox and the settings say why',
  ]);
  await watchSystem(worker, { health: well });
  expect((await listAlerts(owner, {})).filter(({ source }) => source !== 'check')).toEqual([]);
  expect((await watchSystem(worker, {})).found).not.toContain('Messages arrive');
});
