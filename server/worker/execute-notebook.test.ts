import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actingAs } from '../context';
import { openFrameServer } from '../http/frame-server';
import { listAlerts } from '../services/monitoring';
import { listMails, readEml } from '../services/reports';
import { createMonitor, readExecution, runScheduleNow } from '../services/schedules';
import { openTestSystem, type TestSystem } from '../testing';
import { closeBrowser, provideFrames } from './browser';
import { executeNotebook } from './execute-notebook';
import { promoteBikes, serveHours } from './watched-bikes.fixture';
import { promoteAndServePenguins } from './watched-penguins.fixture';

let world: TestSystem;
beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['cli/build-frame.mjs']);
  world = await openTestSystem();
  provideFrames(world.system, openFrameServer);
}, 120_000);
afterAll(async () => {
  await closeBrowser(world.system);
  await world.close();
});

const job = (executionId: string) => ({
  id: 'job',
  data: { executionId },
  signal: new AbortController().signal,
  retryCount: 0,
});

async function runNow(scheduleId: string) {
  const { executionId } = await runScheduleNow(world.context, { id: scheduleId });
  await executeNotebook(world.system, job(executionId));
  return readExecution(world.context, { id: executionId });
}

describe('a monitor', () => {
  let scheduleId = '';
  let hours: Awaited<ReturnType<typeof promoteBikes>>;
  beforeAll(async () => {
    hours = await promoteBikes(world.context);
    const monitor = await createMonitor(world.context, {
      model: 'bike-demand',
      cron: '0 7 * * *',
      timeZone: 'Europe/Berlin',
      recipients: ['ada@example.org'],
    });
    scheduleId = monitor.scheduleId;
  }, 60_000);

  test('without predictions says so, and that is an alert', async () => {
    const execution = await runNow(scheduleId);
    expect(execution.error).toBeNull();
    expect(execution).toMatchObject({ status: 'succeeded', verdict: 'problems' });
    const alerts = await listAlerts(world.context, {});
    expect(alerts.map(({ check }) => check)).toEqual(['Predictions are asked for']);
  }, 60_000);

  test('of January 2012, without labels, reports drift with pictures', async () => {
    await serveHours(world.context, hours, { from: 0, to: 700, labelled: false });
    const execution = await runNow(scheduleId);
    expect(execution.error).toBeNull();
    expect(execution.verdict).toBe('problems');
    const failing = execution.checks.filter((check) => !check.ok);
    expect(failing.map(({ name }) => name)).toContain('Features look as in training');
    const { mails } = await listMails(world.context, {});
    expect(mails[0]?.subject).toMatch(/^bike-demand: drift in \d of 8 features/);
    const eml = await PostalMime.parse(await readEml(world.context, { id: mails[0]?.id ?? '' }));
    expect(eml.attachments.length).toBeGreaterThanOrEqual(2);
    for (const { contentId, mimeType } of eml.attachments) {
      expect(mimeType).toBe('image/png');
      expect(eml.html).toContain(`cid:${contentId?.replace(/[<>]/g, '')}`);
    }
    expect(eml.text).toContain('“Predictions are asked for” passes again.');
    expect(eml.text).toMatch(/temp .*▲ drift/);
    expect((await listAlerts(world.context, { states: ['resolved'] })).map(({ check }) => check)).toEqual([
      'Predictions are asked for',
    ]);
  }, 60_000);

  test('with labels measures the error, and says that it rose', async () => {
    await serveHours(world.context, hours, { from: 700, to: 1400, labelled: true });
    const execution = await runNow(scheduleId);
    expect(execution.error).toBeNull();
    const check = execution.checks.find(({ name }) => name.startsWith('The error'));
    expect(check?.detail).toMatch(/^error (up|down) \d+ %$/);
    expect(execution.outputs?.cells.some(({ text }) => /RMSE [\d.]+ on 700 predictions/.test(text))).toBe(
      true,
    );
  }, 60_000);
});

test('a monitor of a classifier, with categories and missing values', async () => {
  await promoteAndServePenguins(world.context);
  const { scheduleId } = await createMonitor(world.context, { model: 'penguins' });
  const execution = await runNow(scheduleId);
  expect(execution.error).toBeNull();
  const detail = (name: string) => execution.checks.find((check) => check.name.startsWith(name))?.detail;
  expect(detail('Features look')).toBe('drift in 2 of 3 features');
  expect(detail('Predictions look')).toMatch(/^predictions drifted/);
  expect(detail('The error')).toMatch(/^error up \d+ %$/);
  // 63 of Dream's 124 penguins are what the rule says (counted from the file).
  const captions = execution.outputs?.cells.flatMap(({ caption }) => caption ?? []);
  expect(captions?.join('\n')).toMatch(/^Accuracy 50.8% on 124 predictions .* 82% on the test rows/m);
}, 60_000);

test('the same job delivered twice runs once', async () => {
  const context = actingAs(world.system, world.context.actor);
  const { mails: before } = await listMails(context, {});
  const newest = before[0]?.executionId ?? '';
  await executeNotebook(world.system, job(newest));
  expect((await listMails(context, {})).mails).toHaveLength(before.length);
});
