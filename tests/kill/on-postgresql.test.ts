import { execFile } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { and, inArray, isNotNull, ne } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '@/server/config';
import { actingAs, type Context } from '@/server/context';
import { executions, mails } from '@/server/db/schema';
import { sqlTexts, withDuckDB } from '@/server/duckdb';
import { silentLog } from '@/server/log';
import { startServer } from '@/server/main';
import { actorOf, localOwnerId } from '@/server/services/auth';
import { withLogFiles } from '@/server/services/monitoring/log-files';
import { readSegments } from '@/server/services/monitoring/log-format';
import { promoteTrained } from '@/server/services/registry/testing';
import { type MailSink, startMailSink } from '../e2e/mail-sink';
import { type Load, startLoad } from './load';
import { findPostgres, type OwnPostgres, startOwnPostgres } from './own-postgres';
import { commandOf, descendantsOf, killNow } from './processes';
import { buildVictim, call, countKills, randomWait, startVictim, type Victim } from './start-victim';

/** What web and worker say while all around them dies is long: it lies here, of the last time. */
const logFile = '.build/kill/on-postgresql.log';
const binaries = await findPostgres();
const kills = countKills(1);
const kinds = ['web', 'worker', 'browser', 'database'] as const;
type Kind = (typeof kinds)[number];

const notebook = `<!doctype html>
<notebook>
  <title>Runs while all around it is killed</title>
  <script id="1" type="module">
    const one = await new Promise((resolve) => setTimeout(resolve, 200, 1));
  </script>
  <script id="2" type="text/markdown">
    One is \${one}.
  </script>
  <script id="3" type="module">
    display(html\`<figure><svg width="80" height="40"></svg><figcaption>Alive</figcaption></figure>\`);
  </script>
</notebook>
`;

/**
 * The embedded database is part of its process and dies with it: the other tests here kill both. PostgreSQL is a server beside web and
 * worker, which must live on when it is killed. It is this test's own: the one that TEST_DATABASE_URL names serves others.
 */
describe.skipIf(!binaries)('web, worker, browser and PostgreSQL, each killed again and again', () => {
  let folder: string;
  let postgres: OwnPostgres;
  let sink: MailSink;
  let log: WriteStream;
  let onMail = async () => {};
  let web: Victim;
  let worker: Victim;
  let load: Load;
  const workerKills: number[] = [];
  const arrivals: { messageId: string; at: number }[] = [];
  /** Due times of schedules that the database was told of. */
  const due: { scheduleId: string; at: Date }[] = [];
  let timed: string[];
  const hits: Record<Kind, number> = { web: 0, worker: 0, browser: 0, database: 0 };

  const start = (role: 'web' | 'worker') => {
    const place = { CELLAR_DATA: folder, DATABASE_URL: postgres.url, ROLE: role };
    // The shortest heartbeat there is: what a killed worker held is taken up soon.
    const settings = { ...place, SMTP_URL: `smtp://127.0.0.1:${sink.port}`, HEARTBEAT_SECONDS: '10' };
    return startVictim(settings, log);
  };

  async function inProcess<T>(work: (context: Context) => Promise<T>): Promise<T> {
    const variables = { PORT: '0', CELLAR_DATA: folder, DATABASE_URL: postgres.url, ROLE: 'web' };
    const options = { programFolder: process.cwd(), pages: false, log: silentLog };
    const { system, close } = await startServer(readConfig(variables, folder), options);
    try {
      return await work(actingAs(system, await actorOf(system, localOwnerId)));
    } finally {
      await close();
    }
  }

  async function ask<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      return (await client.query<T>(text, values)).rows;
    } finally {
      await client.end();
    }
  }
  const countRunning = async () =>
    Number((await ask(`SELECT count(*) AS n FROM executions WHERE status = 'running'`))[0]?.n);
  /** What was hit so often is let come to its end: after nine tries it would be given up, by the rule of its schedule. */
  const countTried = async () =>
    Number(
      (await ask(`SELECT count(*) AS n FROM executions WHERE finished_at IS NULL AND attempt >= 4`))[0]?.n,
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellar-kill-'));
    [postgres, sink] = await Promise.all([
      startOwnPostgres(binaries ?? ''),
      startMailSink(0, undefined, async ({ messageId = '' }) => {
        arrivals.push({ messageId, at: performance.now() });
        await onMail();
      }),
      promisify(execFile)(process.execPath, ['cli/build-frame.mjs']),
      buildVictim(),
    ]);
    log = createWriteStream(logFile);
    await inProcess(async (context) => {
      const rows = Array.from({ length: 100 }, (_, i) => ({ hr: i % 24, temp: (i % 7) / 7, cnt: 3 * i }));
      const options = { target: 'cnt', learner: 'linear' as const };
      await promoteTrained(context, { model: 'bikes', rows, options });
    });
    [web, worker] = await Promise.all([start('web'), start('worker')]);
    const { id: notebookId } = await call(web.url, 'notebooks.create', { html: notebook });
    const schedule = async () => {
      const rule = { cron: '0 0 1 1 *', timeZone: 'UTC', retryLimit: 5, retryWaitSeconds: 1 };
      const made = await call(web.url, 'schedules.create', {
        ...rule,
        notebookId,
        recipients: ['ada@example.org'],
      });
      return String(made.id);
    };
    timed = await Promise.all([schedule(), schedule(), schedule(), schedule()]);
    load = startLoad(() => web.url, await Promise.all([schedule(), schedule()]));
  }, 300_000);
  afterAll(async () => {
    await load?.stop();
    await Promise.all([web?.stop(), worker?.stop()]);
    await postgres?.remove();
    await sink?.close();
    log?.end();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  /** A schedule that waits for next year is due now, unless the worker has enough before it. */
  async function makeOneDue() {
    const at = new Date(Date.now() - 1000);
    const [taken] = await ask<{ id: string }>(
      `UPDATE schedules SET next_due_at = $1, next_start_at = $1
       WHERE id = (SELECT id FROM schedules WHERE id = ANY($2) AND next_due_at > now() ORDER BY random() LIMIT 1)
       AND (SELECT count(*) FROM executions WHERE status IN ('queued', 'running')) < 8 RETURNING id`,
      [at, timed],
    );
    if (taken) due.push({ scheduleId: taken.id, at });
  }

  /** The browser itself, or one of its pages: whether one was there, and still was when it was hit. */
  async function killBrowser(): Promise<boolean> {
    const wanted: number[] = [];
    for (const pid of await descendantsOf(worker.process.pid ?? 0)) {
      const command = await commandOf(pid);
      if (/--remote-debugging-pipe/.test(command) && !/--type=(?!renderer)/.test(command)) wanted.push(pid);
    }
    const pid = wanted[Math.floor(Math.random() * wanted.length)];
    return pid !== undefined && killNow(pid);
  }

  const live = ({ process: { exitCode, signalCode } }: Victim) => exitCode === null && signalCode === null;

  const killOne: Record<Kind, () => Promise<void>> = {
    async web() {
      await web.kill();
      web = await start('web');
    },
    async worker() {
      await worker.kill();
      workerKills.push(performance.now());
      worker = await start('worker');
    },
    async browser() {
      await expect.poll(killBrowser, { timeout: 60_000, interval: 20 }).toBe(true);
    },
    async database() {
      await postgres.kill();
      await postgres.start();
    },
  };

  it(`answers again after each of ${kinds.length * kills} kills`, async () => {
    const order = Array.from({ length: kills }, () => kinds)
      .flat()
      .map((kind) => ({ kind, place: Math.random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ kind }) => kind);
    for (const kind of order) {
      await load.answersEach();
      await makeOneDue();
      await expect.poll(countTried, { timeout: 400_000, interval: 100 }).toBe(0);
      if (kind !== 'web')
        await expect.poll(countRunning, { timeout: 120_000, interval: 20 }).toBeGreaterThan(0);
      await randomWait(1500);
      if ((await countRunning()) > 0) hits[kind]++;
      await killOne[kind]();
      // Nobody but the one that was killed.
      expect([live(web), live(worker)]).toEqual([true, true]);
    }
    await load.answersEach();
    await load.stop();
    expect(load.acknowledged.predictions.length).toBeGreaterThanOrEqual(2 * order.length);
    expect(load.acknowledged.labels.size).toBeGreaterThanOrEqual(order.length);
    console.log('Runs were under way at', hits);
  }, 3_600_000);

  it('sends a mail once though the database is killed before it hears that the mail was taken', async () => {
    const settled = async () =>
      Number(
        (await ask(`SELECT count(*) AS n FROM executions WHERE status IN ('queued', 'running')`))[0]?.n,
      ) + Number((await ask(`SELECT count(*) AS n FROM mails WHERE state = 'queued'`))[0]?.n);
    await expect.poll(settled, { timeout: 600_000, interval: 500 }).toBe(0);
    const before = arrivals.length;
    const killed = new Promise<void>((resolve) => {
      onMail = async () => {
        onMail = async () => {};
        await postgres.kill();
        resolve();
      };
    });
    const { executionId } = await call(web.url, 'schedules.runNow', { id: timed[0] });
    load.acknowledged.executions.add(String(executionId));
    await killed;
    await postgres.start();
    await expect.poll(settled, { timeout: 60_000, interval: 200 }).toBe(0);
    expect(arrivals).toHaveLength(before + 1);
    expect([live(web), live(worker)]).toEqual([true, true]);
  }, 900_000);

  it('has every execution that was acknowledged and one of each due time, each with one mail that arrived', async () => {
    await Promise.all([web.stop(), worker.stop()]);
    await inProcess(async ({ db, storage }) => {
      const rows = await db.select().from(executions);
      expect(rows.filter(({ status }) => status !== 'succeeded')).toEqual([]);
      const ids = new Set(rows.map(({ id }) => id));
      expect([...load.acknowledged.executions].filter((id) => !ids.has(id))).toEqual([]);
      const ran = rows.map(({ scheduleId, dueAt }) => `${scheduleId} ${dueAt.toISOString()}`);
      expect(due.length).toBeGreaterThan(0);
      for (const { scheduleId, at } of due)
        expect(ran.filter((one) => one === `${scheduleId} ${at.toISOString()}`)).toHaveLength(1);
      expect(
        await db.$count(
          executions,
          and(inArray(executions.scheduleId, timed), ne(executions.trigger, 'manual')),
        ),
      ).toBe(due.length);
      for (const { outputs } of rows) {
        expect(outputs?.cells.map(({ text }) => text).join()).toContain('One is 1.');
        for (const { htmlHash, pictureHash } of outputs?.cells ?? [])
          for (const hash of [htmlHash, pictureHash]) if (hash) expect(await storage.verify(hash)).toBe(true);
      }
      const reports = await db.select().from(mails).where(isNotNull(mails.executionId));
      expect(reports.map(({ executionId }) => executionId).sort()).toEqual([...ids].sort());
      expect(reports.filter(({ state }) => state !== 'sent')).toEqual([]);
      const last = new Map<string, number>();
      // SMTP knows no transaction: twice only where the worker was killed between the server's yes and its own note of it.
      for (const { messageId, at } of arrivals) {
        const before = last.get(messageId);
        if (before) expect(workerKills.some((kill) => kill > before && kill < at)).toBe(true);
        last.set(messageId, at);
      }
      expect(last.size).toBe(reports.length);
      const doubled = arrivals.length - last.size;
      console.log(
        `${rows.length} runs, ${due.length} of them due; ${last.size} mails, ${doubled} of them twice`,
      );
    });
  }, 120_000);

  it('told of each outage of the database in few words', async () => {
    const told = (await readFile(logFile, 'utf8'))
      .split('\n')
      .filter((line) => line.includes('The job queue reports'));
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThan(10 * (kills + 1));
  });

  it('has every prediction and every label that was acknowledged, once', async () => {
    const count = (context: Context) =>
      withLogFiles(context, { model: 'bikes' }, async ({ segments, predictions, labels, folder: work }) =>
        withDuckDB({ memory: '512MB', temporaryFolder: work }, async (connection) => {
          const parts = [
            ...(segments.length > 0
              ? [
                  `SELECT kind, id, label->>'$' AS label FROM ${readSegments(sqlTexts(segments))} WHERE kind = 'label' OR status = 200`,
                ]
              : []),
            ...(predictions.length > 0
              ? [
                  `SELECT 'prediction', prediction_id, NULL FROM read_parquet(${sqlTexts(predictions)}) WHERE status = 200`,
                ]
              : []),
            ...(labels.length > 0
              ? [`SELECT 'label', prediction_id, label FROM read_parquet(${sqlTexts(labels)})`]
              : []),
          ];
          const result = await connection.runAndReadAll(parts.join(' UNION ALL '));
          return result
            .getRows()
            .map(([kind, id, label]) => [String(kind), String(id), String(label)] as const);
        }),
      );
    const rows = await inProcess(count);
    const { predictions, labels } = load.acknowledged;
    const idsOf = (wanted: string) => rows.filter(([kind]) => kind === wanted).map(([, id]) => id);
    for (const kind of ['prediction', 'label']) expect(new Set(idsOf(kind)).size).toBe(idsOf(kind).length);
    const answered = new Set(idsOf('prediction'));
    expect(predictions.filter((id) => !answered.has(id))).toEqual([]);
    const told = new Map(rows.filter(([kind]) => kind === 'label').map(([, id, label]) => [id, label]));
    expect([...labels].filter(([id, label]) => told.get(id) !== String(label))).toEqual([]);
    console.log(`${predictions.length} predictions, ${labels.size} labels`);
  }, 120_000);
});
