import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actingAs, type Context } from '../../context';
import { createHttpApp, routesOf } from '../../http/app';
import { openTestSystem, type TestSystem } from '../../testing';
import { actorOf, workerId } from '../auth';
import { createNotebook } from '../notebooks';
import { beginExecution, createSchedule, runScheduleNow } from '../schedules';
import { finishExecution, listKeptReports, openKeptReport, type PicturedCell } from '.';

let world: TestSystem;
let owner: Context;
let worker: Context;
let notebookId: string;
/** Of the first report that is kept. */
let stem: string;
beforeAll(async () => {
  world = await openTestSystem();
  owner = actingAs(world.system, world.context.actor);
  worker = actingAs(world.system, await actorOf(world.system, workerId));
  world.setTime(new Date('2026-03-02T06:00:00Z'));
  const html = `<!doctype html>\n<notebook>\n  <title>Bikes</title>\n  <script id="1" type="module">\n    draw()\n  </script>\n</notebook>\n`;
  ({ id: notebookId } = await createNotebook(owner, { html }));
});
afterAll(() => world.close());

const cells: PicturedCell[] = [
  {
    ...{ cellId: 1, name: 'chart', kind: 'javascript', state: 'fresh', text: '', console: '' },
    html: '<figure><svg></svg><figcaption>A chart</figcaption></figure>',
    png: new Uint8Array(3_000_000),
  },
];
const plan = { cron: '0 7 * * *', timeZone: 'Europe/Berlin', retryLimit: 0 };

async function run(scheduleId: string, ending: { error?: string } = {}) {
  const { executionId: id } = await runScheduleNow(owner, { id: scheduleId });
  const begun = await beginExecution(worker, { id });
  const print = async (html: string) => Buffer.from(`%PDF of ${html.length}`);
  const attempt = begun?.attempt ?? 0;
  await finishExecution(worker, { ...{ id, attempt, log: '', checks: [], cells, print }, ...ending });
  return id;
}

test('each report is a file in the folder that the schedule names, whole, and as a PDF where that is wanted', async () => {
  const { id } = await createSchedule(owner, {
    ...plan,
    notebookId,
    keepIn: 'bikes/weekly',
    attachPdf: true,
  });
  const first = await run(id);
  world.setTime(new Date('2026-03-02T06:00:30Z'));
  const second = await run(id);
  await run(id, { error: 'Cell chart failed' });
  const kept = await listKeptReports(owner, { scheduleId: id });
  const stems = [first, second].map((of) => `bikes/weekly/2026-03-02-0700-${of.slice(0, 8)}`);
  stem = stems[0] ?? '';
  expect(kept.map(({ path }) => path).sort()).toEqual(
    stems.flatMap((one) => [`${one}.html`, `${one}.pdf`]).sort(),
  );
  expect((await world.system.storage.listKeys('reports/')).map(({ key }) => key)).toContain(
    `reports/${stem}.html`,
  );
  const { bytes, read } = await openKeptReport(owner, { path: `${stem}.html` });
  const html = await text(read(0, bytes));
  expect(html).toContain('A chart');
  // Larger than any mail: nothing is left out of a file.
  expect(html.length).toBeGreaterThan(3_900_000);
  expect(html).not.toContain('Unsubscribe');
});

test('is read over HTTP by its path, in which nothing runs; other names of storage are not', async () => {
  const app = createHttpApp(world.system, routesOf(world.system));
  const get = (path: string) =>
    app.request(`http://localhost/reports/files/${path}`, { headers: { host: 'localhost' } });
  const page = await get(`${stem}.html`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("sandbox allow-popups; default-src 'none'");
  const pdf = await get(`${stem}.pdf`);
  expect(pdf.headers.get('content-disposition')).toContain(`${stem.replaceAll('/', '-')}.pdf`);
  expect(await pdf.text()).toMatch(/^%PDF/);
  expect((await get('../predictions/one.html')).status).toBe(404);
  expect((await get('bikes/weekly/2026-03-03-0700.html')).status).toBe(404);
});

test('a folder that storage cannot name is refused in words', async () => {
  for (const keepIn of ['../up', '/root', 'a//b', 'a b', '.hidden', ''])
    await expect(createSchedule(owner, { ...plan, notebookId, keepIn })).rejects.toThrow(
      'Write a folder such as',
    );
});

test('an attempt that was given up and ends late changes nothing of what the one after it keeps', async () => {
  const { id: scheduleId } = await createSchedule(owner, {
    ...plan,
    notebookId,
    keepIn: 'late',
    retryLimit: 1,
  });
  const { executionId: id } = await runScheduleNow(owner, { id: scheduleId });
  for (let attempt = 1; attempt <= 2; attempt += 1) await beginExecution(worker, { id });
  const end = (attempt: number) => finishExecution(worker, { id, attempt, log: '', checks: [], cells });
  expect(await end(1)).toEqual({ recorded: false });
  expect(await end(2)).toEqual({ recorded: true });
  expect(await end(1)).toEqual({ recorded: false });
  const kept = (await listKeptReports(owner, { scheduleId })).map(({ path }) => `reports/${path}`);
  expect(kept).toHaveLength(1);
  expect((await world.system.storage.listKeys('reports/late')).map(({ key }) => key)).toEqual(kept);
});
