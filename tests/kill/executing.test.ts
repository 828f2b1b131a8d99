import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '@/server/config';
import { createDurable } from '@/server/db/durable-file-system';
import { alerts, executions, mails } from '@/server/db/schema';
import { readTemplate } from '@/server/db/testing';
import { silentLog } from '@/server/log';
import { startServer } from '@/server/main';
import { findChromium } from '@/server/worker/find-chromium';
import { buildVictim, call, countKills, randomWait, read, startVictim } from './start-victim';

const kills = countKills(4);
/** Each kill comes at a random moment of a run; so many of them at least must have hit one. */
const hits = Math.ceil(kills / 5);
/** What was hit so often is let come to its end: it may be tried six times. */
const hitsOfOne = 3;

const notebook = `<!doctype html>
<notebook>
  <title>Slow enough to be killed</title>
  <script id="1" type="module">
    const one = await new Promise((resolve) => setTimeout(resolve, 200, 1));
  </script>
  <script id="2" type="text/markdown">
    One is \${one}.
  </script>
  <script id="3" type="module">
    display(html\`<figure><svg width="80" height="40"></svg><figcaption>Alive</figcaption></figure>\`);
    display(check("Holds", false, {detail: "it does not hold"}));
  </script>
</notebook>
`;

describe('a server that is killed again and again while it runs notebooks', () => {
  let folder: string;
  const started: string[] = [];
  let killedRunning = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellar-kill-'));
    await createDurable(join(folder, 'database'), await readTemplate());
    await promisify(execFile)(process.execPath, ['cli/build-frame.mjs']);
    await buildVictim();
    // The first round measures how long a run takes: without what only the first one does.
    await findChromium({ chromePath: process.env.CHROME_PATH, dataFolder: folder });
  }, 180_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it(`comes back after each of ${kills} kills`, async () => {
    let scheduleId = '';
    let usualMs = 0;
    let attempts = 0;
    for (let round = 0; round <= kills; round++) {
      const victim = await startVictim({ CELLAR_DATA: folder });
      if (!scheduleId) {
        const { id: notebookId } = await call(victim.url, 'notebooks.create', { html: notebook });
        const schedule = { notebookId, cron: '0 0 1 1 *', timeZone: 'UTC', retryLimit: 5 };
        scheduleId = String((await call(victim.url, 'schedules.create', schedule)).id);
      }
      const last = () => read(victim.url, 'executions.read', { id: started.at(-1) ?? '' });
      const status = async () => (await last()).status;
      // What was hit goes on in the process that comes after, where it may be hit again.
      if (started.length === 0 || (await status()) === 'succeeded') {
        started.push(String((await call(victim.url, 'schedules.runNow', { id: scheduleId })).executionId));
        attempts = 0;
      }
      const attempt = async () => Number((await last()).attempt);
      await expect.poll(attempt, { timeout: 120_000, interval: 20 }).toBeGreaterThan(attempts);
      const begun = performance.now();
      // The first one comes to its end and says how long that takes, from an empty process to the mail.
      if (round === 0 || attempts >= hitsOfOne) {
        await expect.poll(status, { timeout: 120_000, interval: 20 }).toBe('succeeded');
        usualMs ||= performance.now() - begun;
      } else await randomWait(usualMs);
      if ((await status()) === 'running') killedRunning++;
      attempts = await attempt();
      await victim.kill();
    }
    expect(killedRunning).toBeGreaterThanOrEqual(hits);
  }, 3_600_000);

  it('ends every execution that was acknowledged, once and whole', async () => {
    const victim = await startVictim({ CELLAR_DATA: folder });
    const unfinished = async () => {
      const states = await Promise.all(started.map((id) => read(victim.url, 'executions.read', { id })));
      return states.filter(({ status }) => status === 'queued' || status === 'running').length;
    };
    await expect.poll(unfinished, { timeout: 400_000, interval: 1000 }).toBe(0);
    await victim.stop();

    const config = readConfig({ PORT: '0', CELLAR_DATA: folder, DUMP_HOURS: '0' }, folder);
    const options = { programFolder: process.cwd(), pages: false, log: silentLog };
    const { system, close } = await startServer({ ...config, role: 'web' }, options);
    const rows = await system.db.select().from(executions).where(inArray(executions.id, started));
    expect(rows).toHaveLength(started.length);
    for (const row of rows) {
      expect(row).toMatchObject({ status: 'succeeded', error: null, verdict: 'problems' });
      expect(row.outputs?.cells.filter(({ pictureHash }) => pictureHash)).not.toEqual([]);
      expect(row.outputs?.cells.map(({ text }) => text).join()).toContain('One is 1.');
      for (const cell of row.outputs?.cells ?? [])
        for (const hash of [cell.htmlHash, cell.pictureHash])
          if (hash) expect(await system.storage.verify(hash)).toBe(true);
    }
    const reports = await system.db.select().from(mails);
    expect(reports.map(({ executionId }) => executionId).sort()).toEqual([...started].sort());
    for (const { emlHash } of reports) expect(await system.storage.verify(emlHash)).toBe(true);
    expect(await system.db.select().from(alerts)).toHaveLength(1);
    await close();
  }, 500_000);
});
