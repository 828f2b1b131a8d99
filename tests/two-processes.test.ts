import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTable } from '@/cells/ml/read-table';
import { writeTableFile } from '@/cells/ml/table-file';
import { identifySearch } from '@/cells/ml/tuning/search-checkpoint';
import { parseTuneOptions } from '@/cells/ml/tuning/tune-options';
import { createPostgresDatabase } from '@/server/db/testing';
import { examplePackage } from '@/server/services/registry/testing';
import { buildVictim, call, read, startVictim, type Victim } from './kill/start-victim';

const postgres = process.env.TEST_DATABASE_URL;

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

describe.skipIf(!postgres)('web and worker as two processes on PostgreSQL', () => {
  let folder: string;
  let database: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let web: Victim;
  let worker: Victim;
  const start = (role: 'web' | 'worker') =>
    // The shortest heartbeat there is: what a killed worker held is taken up soon.
    startVictim({ CELLAR_DATA: folder, DATABASE_URL: database.url, ROLE: role, HEARTBEAT_SECONDS: '10' });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellar-two-'));
    database = await createPostgresDatabase(postgres ?? '');
    await promisify(execFile)(process.execPath, ['cli/build-frame.mjs']);
    await buildVictim();
    // Both at once on an empty database: one migrates, the other waits for it.
    [web, worker] = await Promise.all([start('web'), start('worker')]);
  }, 180_000);
  afterAll(async () => {
    await Promise.all([web?.stop(), worker?.stop()]);
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
  const schedule = async () => {
    const { id: notebookId } = await call(web.url, 'notebooks.create', { html: notebook });
    const { id } = await call(web.url, 'schedules.create', {
      notebookId,
      cron: '0 0 1 1 *',
      timeZone: 'UTC',
    });
    return String(id);
  };

  it('each says what it is; the worker answers nothing else', async () => {
    expect(await (await fetch(`${web.url}/health`)).json()).toEqual({ status: 'ok', role: 'web' });
    expect(await (await fetch(`${worker.url}/health`)).json()).toEqual({ status: 'ok', role: 'worker' });
    expect((await fetch(`${worker.url}/api/trpc/notebooks.list?input=%7B%7D`)).status).toBe(404);
  });

  it('do a job together: asked for in one, run in the other, read in the first', async () => {
    const { executionId } = await call(web.url, 'schedules.runNow', { id: await schedule() });
    await finished(String(executionId));
    const { outputs } = await read(web.url, 'executions.read', { id: executionId });
    expect(JSON.stringify(outputs)).toContain('The answer is 42.');
  }, 240_000);

  it('make a model ready that was promoted in one and checked in the other', async () => {
    const { id: notebookId } = await call(web.url, 'notebooks.create', { html: notebook });
    const files: Record<string, { hash: string; bytes: number }> = {};
    for (const [path, bytes] of examplePackage()) {
      const hash = createHash('sha256').update(bytes).digest('hex');
      await fetch(`${web.url}/api/blobs/${hash}`, { method: 'PUT', body: Uint8Array.from(bytes) });
      files[path] = { hash, bytes: bytes.length };
    }
    const promotion = { model: 'together', notebookId, files, slice: notebook, sliceCells: 1, totalCells: 1 };
    const rest = { output: 'answer', datasets: [], idempotencyKey: randomUUID() };
    await call(web.url, 'models.promote', { ...promotion, ...rest });
    await expect
      .poll(async () => JSON.stringify(await read(web.url, 'models.read', { model: 'together' })), {
        timeout: 60_000,
        interval: 200,
      })
      .toContain('"ready"');
  }, 120_000);

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
    const second = await start('worker');
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
      await second.kill();
    }
  }, 400_000);

  it('go on when the worker is killed in the middle and another takes its place', async () => {
    const { executionId } = await call(web.url, 'schedules.runNow', { id: await schedule() });
    const id = String(executionId);
    await expect
      .poll(async () => (await read(web.url, 'executions.read', { id })).status, {
        timeout: 60_000,
        interval: 10,
      })
      .not.toBe('queued');
    await worker.kill();
    worker = await start('worker');
    await finished(id);
  }, 300_000);
});
