import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { eq } from 'drizzle-orm';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { actingAs } from '../context';
import { executions, schedules } from '../db/schema';
import { testPostgres, testPostgresPlace } from '../db/test-postgres.fixture';
import { openFrameServer } from '../http/frame-server';
import { parseRanges } from '../outbound';
import { listAlerts } from '../services/alerts';
import { createConnection, queryingOf, removeConnection } from '../services/connections';
import { listMails, readEml, readMailHtml } from '../services/mails';
import { createNotebook, grantConnection } from '../services/notebooks';
import { createMonitor, createSchedule, readExecution, runScheduleNow } from '../services/schedules';
import { openTestSystem, type TestSystem } from '../testing';
import { closeBrowser, provideFrames } from './browser';
import { executeNotebook } from './execute-notebook';
import { takeMailPictures } from './mail-pictures.fixture';
import { promoteBikes, readHours, serveHours } from './watched-bikes.fixture';
import { promoteAndServePenguins } from './watched-penguins.fixture';

let world: TestSystem;
beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['cli/build-frame.mjs']);
  world = await openTestSystem({ config: { outboundPrivate: parseRanges('127.0.0.1') } });
  provideFrames(world.system, openFrameServer);
}, 120_000);
afterAll(async () => {
  await closeBrowser(world.system);
  await queryingOf(world.system).end();
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
    await world.system.db.update(schedules).set({ attachPdf: true }).where(eq(schedules.id, scheduleId));
  });

  test('without predictions says so, and that is an alert', async () => {
    const execution = await runNow(scheduleId);
    expect(execution.error).toBeNull();
    expect(execution).toMatchObject({ status: 'succeeded', verdict: 'problems' });
    const alerts = await listAlerts(world.context, {});
    expect(alerts.map(({ check }) => check)).toEqual(['Predictions are asked for']);
  });

  test('of January 2012, without labels, reports drift with pictures', async () => {
    await serveHours(world.context, hours, { from: 0, to: 700, labelled: false });
    const execution = await runNow(scheduleId);
    expect(execution.error).toBeNull();
    expect(execution.verdict).toBe('problems');
    const failing = execution.checks.filter((check) => !check.ok);
    expect(failing.map(({ name }) => name)).toContain('Features look as they did');
    const { mails } = await listMails(world.context, {});
    expect(mails[0]?.subject).toMatch(/^bike-demand: drift in \d of 8 features/);
    const eml = await PostalMime.parse(await readEml(world.context, { id: mails[0]?.id ?? '' }));
    expect(eml.attachments.length).toBeGreaterThanOrEqual(2);
    for (const { contentId, mimeType } of eml.attachments.filter(
      ({ disposition }) => disposition === 'inline',
    )) {
      expect(mimeType).toBe('image/png');
      expect(eml.html).toContain(`cid:${contentId?.replace(/[<>]/g, '')}`);
    }
    expect(eml.text).toContain('“Predictions are asked for” passes again.');
    expect(eml.text).toMatch(/temp .*▲ drift/);
    expect((await listAlerts(world.context, { states: ['resolved'] })).map(({ check }) => check)).toEqual([
      'Predictions are asked for',
    ]);
  });

  test('with labels measures the error beside that of the test rows', async () => {
    await serveHours(world.context, hours, { from: 700, to: 1400, labelled: true });
    const execution = await runNow(scheduleId);
    expect(execution.error).toBeNull();
    const check = execution.checks.find(({ name }) => name.startsWith('The error'));
    expect(check?.detail).toMatch(/^error (up|down) \d+ % \(so far, 700 of 1.400 labelled\)$/);
    expect(
      execution.outputs?.cells.some(({ text }) =>
        /MAE [\d.]+ \([\d.]+ to [\d.]+; so far, 700 of 1.400 labelled\)/.test(text),
      ),
    ).toBe(true);
    const [mail] = (await listMails(world.context, {})).mails;
    expect(mail?.bytes).toBeLessThan(2_000_000);
    const eml = await PostalMime.parse(await readEml(world.context, { id: mail?.id ?? '' }));
    expect(eml.text).toContain('Against last time');
    expect(eml.html).not.toMatch(/(src|href)="http(?!:\/\/localhost|s:\/\/unsubscribe)/);
    const [pdf] = eml.attachments.filter(({ mimeType }) => mimeType === 'application/pdf');
    expect(pdf?.filename).toMatch(/^bike-demand-.*\.pdf$/);
    expect(Buffer.from((pdf?.content ?? '') as ArrayBuffer).toString('latin1', 0, 5)).toBe('%PDF-');
    await takeMailPictures(world.system, await readMailHtml(world.context, { id: mail?.id ?? '' }), 'mail');
  });
});

test('notebooks of other templates run over the same log, each with checks of its own and counts for all that was asked', async () => {
  // Of later requests the log keeps one of ten.
  const hours = await readHours();
  await serveHours(world.context, hours, { from: 1400, to: 1470, labelled: false, standsFor: 10 });
  const { monitors } = await createMonitor(world.context, {
    ...{ model: 'bike-demand', recipients: [] },
    templates: ['performance', 'fairness', 'cost'],
    inputs: { sensitive: 'workingday', pricePerThousand: 2, period: '14 days' },
  });
  const failing: string[] = [];
  for (const { scheduleId, template } of monitors) {
    const execution = await runNow(scheduleId);
    expect(execution.error).toBeNull();
    expect(execution.outputs?.cells.filter(({ state }) => state !== 'fresh')).toEqual([]);
    failing.push(...execution.checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`));
    if (template === 'cost')
      expect(execution.checks[0]?.detail).toMatch(/^4\.20 € in \d days?, no budget set$/);
  }
  expect(failing).toEqual([]);
}, 120_000);

test('a monitor of a classifier, with categories and missing values', async () => {
  await promoteAndServePenguins(world.context);
  const { scheduleId } = await createMonitor(world.context, { model: 'penguins' });
  const execution = await runNow(scheduleId);
  expect(execution.error).toBeNull();
  const detail = (name: string) => execution.checks.find((check) => check.name.startsWith(name))?.detail;
  expect(detail('Features look')).toBe('drift in 2 of 3 features');
  expect(detail('Predictions look')).toMatch(/^predictions moved by/);
  expect(detail('The error')).toMatch(/^error up \d+ % \(so far, 124 of 124 labelled\)$/);
  // 63 of Dream's 124 penguins are what the rule says (counted from the file).
  const captions = execution.outputs?.cells.flatMap(({ caption }) => caption ?? []);
  expect(captions?.join('\n')).toMatch(
    /^Accuracy 50.8 % \(.*; so far, 124 of 124 labelled\); 82 % on the test rows/m,
  );
});

test('a judgement comes by mail part by part: figures as tables, charts as pictures with their numbers in words', async () => {
  const rows = `Array.from({ length: 1200 }, (_, i) => {
    const months = i % 60, calls = (i * 37) % 12, chance = ((i * 7919) % 1000) / 1000;
    return { months, calls, group: i % 3 === 0 ? 'a' : 'b', stays: months / 60 + chance / 2 - calls / 30 > 0.5 ? 'yes' : 'no' };
  })`;
  const { id: notebookId } = await createNotebook(world.context, {
    html: `<!doctype html>
<notebook>
  <title>Stayers</title>
  <script id="1" type="module">
    const model = await ml.train(${rows}, { target: 'stays', features: ['months', 'calls'], options: { rounds: 20 } });
  </script>
  <script id="2" type="module">
    const other = await ml.train(${rows}, { target: 'stays', features: ['calls'], learner: 'linear' });
  </script>
  <script id="3" type="module">
    display(await ml.judge(model, { sensitive: ['group'], versus: { other }, resamples: 200 }));
  </script>
</notebook>
`,
  });
  const { id } = await createSchedule(world.context, {
    ...{ notebookId, name: 'Stayers', cron: '0 7 * * *', timeZone: 'UTC' },
    recipients: ['ada@example.org'],
  });
  const execution = await runNow(id);
  expect(execution.error).toBeNull();
  const { mails } = await listMails(world.context, {});
  expect(mails[0]?.subject).toMatch(/^Stayers/);
  const eml = await PostalMime.parse(await readEml(world.context, { id: mails[0]?.id ?? '' }));
  const text = eml.text?.replaceAll(/\s+/g, ' ') ?? '';
  const titles = [
    'Judgement of stays',
    'Overview',
    'Curves',
    'Threshold and costs',
    'Slices',
    'Fairness',
    'What matters',
    'Compare',
  ];
  const places = titles.map((title) => text.indexOf(`${title} ----`));
  expect(places.every((place) => place >= 0)).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(text).not.toContain('What if');
  expect(text).toMatch(/ROC AUC 0\.\d+ 0\.\d+ to 0\.\d+/);
  expect(text).toMatch(/ROC curve of yes, area 0\.\d+/);
  expect(text).toMatch(/Demographic parity Each group is answered yes equally often/);
  expect(text).toMatch(/months 0\.\d+ ± 0\.\d+/);
  expect(eml.attachments.length).toBeGreaterThanOrEqual(5);
  for (const { contentId } of eml.attachments)
    expect(eml.html).toContain(`cid:${contentId?.replace(/[<>]/g, '')}`);
});

/** The text of the newest mail. */
async function readNewestMail(): Promise<string> {
  const { mails } = await listMails(world.context, {});
  const eml = await PostalMime.parse(await readEml(world.context, { id: mails[0]?.id ?? '' }));
  return eml.text?.replaceAll(/\s+/g, ' ') ?? '';
}

async function scheduleCells(title: string, cells: string) {
  const { id: notebookId } = await createNotebook(world.context, {
    html: `<!doctype html>\n<notebook>\n  <title>${title}</title>\n${cells}</notebook>\n`,
  });
  const { id } = await createSchedule(world.context, {
    ...{ notebookId, name: title, cron: '0 7 * * *', timeZone: 'UTC', retryLimit: 0 },
    recipients: ['ada@example.org'],
  });
  return { notebookId, id };
}

test('a table comes by mail as a table, and says how much of it there is', async () => {
  const { id } = await scheduleCells(
    'Hours',
    `  <script id="1" type="application/sql" output="hours">
    SELECT i AS hour, '<b> & ' || i AS rides FROM range(1300) t(i)
  </script>\n`,
  );
  expect((await runNow(id)).error).toBeNull();
  const text = await readNewestMail();
  expect(text).toMatch(/hours -+ The first \d+ of 1 300 rows\. hour rides 0 <b> & 0 1 <b> & 1 /);
});

test.skipIf(!testPostgres)(
  'a database elsewhere is read by the grants of the notebook; what is cut off, or cannot be read, the mail says',
  async () => {
    const { notebookId, id } = await scheduleCells(
      'Elsewhere',
      `  <script id="1" type="application/sql" database="warehouse" output="rides" hidden>
    SELECT i FROM generate_series(1, 5000) i
  </script>
  <script id="2" type="module">
    display(check('Enough rides', rides.numRows > 10, { detail: \`\${rides.numRows} rides\` }));
  </script>\n`,
    );
    const connection = await createConnection(world.context, {
      ...{ name: 'warehouse', kind: 'postgresql', tls: 'off' },
      ...testPostgresPlace,
      ...{ maxRows: 1000, maxBytes: 100_000_000, maxSeconds: 60 },
    });
    const refused = await runNow(id);
    expect(refused.error).toMatch(/^Cell rides failed: This notebook may not read from warehouse/);

    await grantConnection(world.context, { notebookId, connectionId: connection.id });
    const execution = await runNow(id);
    expect(execution).toMatchObject({ error: null, checks: [{ ok: true, detail: '1000 rides' }] });
    const mail = await readNewestMail();
    expect(mail).toContain('▲ rides: The first 1 000 of more rows: the most that warehouse gives.');
    expect(JSON.stringify(execution) + mail).not.toContain(testPostgresPlace.password);

    await removeConnection(world.context, { id: connection.id });
    expect((await runNow(id)).status).toBe('failed');
    expect(await readNewestMail()).toContain('the connection was removed. Choose Connect in the');
  },
  120_000,
);

test('a run that logs more than is kept comes to its end, as one does that fails with a long error', async () => {
  const prints = (id: number, then = 'display(1)') =>
    `  <script id="${id}" type="module">\n    for (let i = 0; i < 1000; i++) console.log(i + " " + "x".repeat(1500)); ${then}\n  </script>\n`;
  const succeeds = await scheduleCells('Prints', prints(1) + prints(2));
  const succeeded = await runNow(succeeds.id);
  expect(succeeded).toMatchObject({ status: 'succeeded', attempt: 1, error: null });
  expect(succeeded.log).toMatch(/… \d+ lines left out …/);

  const fails = await scheduleCells(
    'Fails',
    prints(1) + prints(2, 'throw new Error("no luck ".repeat(4000))'),
  );
  await world.system.db.update(schedules).set({ retryLimit: 1 }).where(eq(schedules.id, fails.id));
  expect(await runNow(fails.id)).toMatchObject({
    ...{ status: 'queued', attempt: 1 },
    error: expect.stringMatching(/^Cell 2 failed: .*no luck/),
  });
}, 60_000);

test('one whose worker died too often is ended, and watched no more', async () => {
  const { id } = await scheduleCells('Deadly', '  <script id="1" type="module">\n    1\n  </script>\n');
  const { executionId } = await runScheduleNow(world.context, { id });
  await world.system.db
    .update(executions)
    .set({ status: 'running', attempt: 4 })
    .where(eq(executions.id, executionId));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    await executeNotebook(world.system, job(executionId));
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
  expect(await readExecution(world.context, { id: executionId })).toMatchObject({
    ...{ status: 'failed', error: expect.stringMatching(/^Its worker died each time/) },
  });
});

test('the same job delivered twice runs once', async () => {
  const context = actingAs(world.system, world.context.actor);
  const { mails: before } = await listMails(context, {});
  const newest = before[0]?.executionId ?? '';
  await executeNotebook(world.system, job(newest));
  expect((await listMails(context, {})).mails).toHaveLength(before.length);
});
