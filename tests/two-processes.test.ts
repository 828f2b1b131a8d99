import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeAssets } from '@/cells/ml/node-assets';
import { readTable } from '@/cells/ml/read-table';
import { writeTableFile } from '@/cells/ml/table-file';
import { train } from '@/cells/ml/train';
import { identifySearch } from '@/cells/ml/tuning/search-checkpoint';
import { parseTuneOptions } from '@/cells/ml/tuning/tune-options';
import { testPostgres } from '@/server/db/test-postgres.fixture';
import { createPostgresDatabase } from '@/server/db/testing';
import { makeTestPlace, testStorageUrl, toStorageUrl } from '@/server/storage/testing';
import type { S3Place } from '@/server/storage-url';
import { buildVictim, call, read, startVictim, type Victim } from './kill/start-victim';

const notebook = `<!doctype html>
<notebook>
  <title>Ran elsewhere</title>
  <script id="1" type="module">
    const answer = 6 * 7;
  </script>
  <script id="2" type="text/markdown">
    The answer is \${answer}.
  </script>
</notebook>
`;

const reading = `<!doctype html>
<notebook>
  <title>Reads what was answered</title>
  <script id="1" type="module">
    const log = await predictions("together", {last: "1 day"});
    const hours = Array.from(log, (row) => row.hour);
  </script>
  <script id="2" type="text/markdown">
    \${hours.length} rows, \${Math.max(...hours)} the largest hour
  </script>
</notebook>
`;

/** With an S3 server each process is a machine of its own, with a folder that no other sees; else all share one. */
const where = testStorageUrl ? 'on PostgreSQL and S3, each with a data folder of its own' : 'on PostgreSQL';

describe.skipIf(!testPostgres)(`one web and two worker processes ${where}`, () => {
  let folder: string;
  let place: S3Place | undefined;
  let database: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let web: Victim;
  let worker: Victim;
  let second: Victim;
  let third: Victim | undefined;
  const start = (role: 'web' | 'worker') =>
    startVictim({
      CELLAR_DATA: place ? join(folder, randomUUID()) : folder,
      ...(place && { STORAGE_URL: toStorageUrl(place), CELLAR_SECRET: 'a secret that the machines share' }),
      DATABASE_URL: database.url,
      ROLE: role,
      // The shortest heartbeat there is: what a killed worker held is taken up soon.
      HEARTBEAT_SECONDS: '10',
    });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellar-two-'));
    database = await createPostgresDatabase(testPostgres ?? '');
    await promisify(execFile)(process.execPath, ['cli/build-frame.mjs']);
    if (testStorageUrl) place = await makeTestPlace(testStorageUrl);
    await buildVictim();
    // All at once on an empty database: one migrates, the others wait for it.
    [web, worker, second] = await Promise.all([start('web'), start('worker'), start('worker')]);
  }, 180_000);
  afterAll(async () => {
    await Promise.all([web?.stop(), worker?.stop(), second?.stop(), third?.stop()]);
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const finished = (id: string) =>
    expect
      .poll(async () => (await read(web.url, 'executions.read', { id })).status, {
        timeout: 180_000,
        interval: 200,
      })
      .toBe('succeeded');
  const schedule = async (html = notebook) => {
    const { id: notebookId } = await call(web.url, 'notebooks.create', { html });
    const { id } = await call(web.url, 'schedules.create', {
      notebookId,
      cron: '0 0 1 1 *',
      timeZone: 'UTC',
    });
    return String(id);
  };

  it('each says what it is; the worker answers nothing else', async () => {
    for (const [role, { url }] of Object.entries({ web, worker }))
      expect(await (await fetch(`${url}/health`)).json()).toMatchObject({
        ...{ status: 'ok', role },
        database: { kind: 'postgresql', reachable: true },
        storage: { kind: place ? 's3' : 'disk', reachable: true },
      });
    expect((await fetch(`${worker.url}/api/trpc/notebooks.list?input=%7B%7D`)).status).toBe(404);
  });

  it('make a model ready that was promoted in one, serve it, and read elsewhere what was answered', async () => {
    const { id: notebookId } = await call(web.url, 'notebooks.create', { html: reading });
    const rows = Array.from({ length: 100 }, (_, hour) => ({ hour, rides: 3 * hour + 1 }));
    const { signal } = new AbortController();
    const training = { signal, progress() {}, assets: nodeAssets() };
    const trained = await train(rows, { target: 'rides', learner: 'linear' }, training);
    const files: Record<string, { hash: string; bytes: number }> = {};
    for (const [path, bytes] of await trained.toPackage()) {
      const hash = createHash('sha256').update(bytes).digest('hex');
      await fetch(`${web.url}/api/blobs/${hash}`, { method: 'PUT', body: Uint8Array.from(bytes) });
      files[path] = { hash, bytes: bytes.length };
    }
    const promotion = { model: 'together', notebookId, files, slice: notebook, sliceCells: 1, totalCells: 1 };
    const rest = { output: 'answer', datasets: [], idempotencyKey: randomUUID() };
    await call(web.url, 'models.promote', { ...promotion, ...rest });
    const model = () => read(web.url, 'models.read', { model: 'together' });
    await expect
      .poll(async () => JSON.stringify(await model()), { timeout: 60_000, interval: 200 })
      .toContain('"ready"');

    const response = await fetch(`${web.url}/api/models/together@1/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rows: [{ hour: 7 }, { hour: 20 }] }),
    });
    expect(response.status).toBe(200);
    await call(web.url, 'notebooks.grantPredictions', { notebookId, modelId: (await model()).id });
    const readInWorker = async () => {
      const { id } = await call(web.url, 'schedules.create', {
        notebookId,
        cron: '0 0 1 1 *',
        timeZone: 'UTC',
      });
      const { executionId } = await call(web.url, 'schedules.runNow', { id });
      await finished(String(executionId));
      return JSON.stringify((await read(web.url, 'executions.read', { id: executionId })).outputs);
    };
    // A machine of its own brings its log within a quarter of a minute.
    await expect
      .poll(readInWorker, { timeout: 120_000, interval: 1_000 })
      .toContain('2 rows, 20 the largest hour');
  }, 240_000);

  it('two workers share a search, and what one was training when it was killed goes to the other', async () => {
    const rows = Array.from({ length: 2000 }, (_, i) => ({ hour: i % 24, y: (i * 7919) % 101 }));
    const read = readTable(rows);
    const options = parseTuneOptions({
      target: 'y',
      search: { 'boosted-trees': { maxLeaves: { from: 4, to: 64 } } },
      options: { 'boosted-trees': { rounds: 1000, patience: 0 } },
    });
    const { id: notebookId } = await call(web.url, 'notebooks.create', { html: notebook });
    await call(web.url, 'notebooks.grantWorkers', { notebookId });
    const bytes = Uint8Array.from(writeTableFile(read));
    const table = createHash('sha256').update(bytes).digest('hex');
    await fetch(`${web.url}/api/blobs/${table}`, { method: 'PUT', body: bytes });
    const identity = identifySearch(read, options);
    const { searchId } = await call(web.url, 'searches.open', { notebookId, table, options, identity });
    const mine = { notebookId, searchId };
    const follow = async () =>
      (await call(web.url, 'searches.follow', { ...mine, heard: [] })).trials as {
        number: number;
        state: string;
        worker: string | null;
        end: { value: number } | { problem: string } | null;
      }[]; // the shape of the answer
    const numberHeldBy = async ({ process }: Victim) =>
      (await follow()).find(
        ({ state, worker }) => state === 'running' && worker?.endsWith(`process ${process.pid}`),
      )?.number;
    try {
      // Asked for at once, and more than one worker tries before the other's browser is up.
      await call(web.url, 'searches.ask', {
        ...{ ...mine, forget: [] },
        trials: Array.from({ length: 64 }, (_, i) => ({
          number: i + 1,
          point: { branch: 'boosted-trees', values: { maxLeaves: 16 } },
        })),
      });
      let held: number | undefined;
      await expect
        .poll(
          async () => {
            held = await numberHeldBy(second);
            return held;
          },
          { timeout: 120_000, interval: 10 },
        )
        .toBeDefined();
      await second.kill();
      const heldNow = async () => (await follow()).find(({ number }) => number === held);
      await expect
        .poll(async () => (await heldNow())?.end, { timeout: 180_000 })
        .toMatchObject({ value: expect.any(Number) });
      expect((await heldNow())?.worker).toContain(`process ${worker.process.pid}`);
    } finally {
      await call(web.url, 'searches.close', mine);
    }
  }, 400_000);

  it('three workers run what is due once each, though one is killed in the middle of it', async () => {
    [second, third] = await Promise.all([start('worker'), start('worker')]);
    const slow = notebook.replace('6 * 7', 'await new Promise((later) => setTimeout(later, 5000, 42))');
    const ids = await Promise.all(Array.from({ length: 5 }, () => schedule(slow)));
    const client = new pg.Client(database.url);
    await client.connect();
    const due = new Date(Date.now() - 1_000);
    await client.query('UPDATE schedules SET next_due_at = $1, next_start_at = $1 WHERE id = ANY($2)', [
      due,
      ids,
    ]);
    await client.end();
    const runs = async () =>
      (await Promise.all(ids.map((scheduleId) => read(web.url, 'executions.list', { scheduleId })))).flatMap(
        ({ executions }) => executions as { status: string; dueAt: string }[],
      ); // the shape of the answer
    const states = async () => (await runs()).map(({ status }) => status).sort();
    // Each worker runs one at a time: with three running, each has one.
    await expect
      .poll(async () => (await states()).filter((state) => state === 'running').length, {
        timeout: 60_000,
        interval: 20,
      })
      .toBe(3);
    await worker.kill();
    await expect.poll(states, { timeout: 180_000, interval: 200 }).toEqual(Array(5).fill('succeeded'));
    expect((await runs()).map(({ dueAt }) => new Date(dueAt).getTime())).toEqual(
      Array(5).fill(due.getTime()),
    );
  }, 300_000);
});
