import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeAssets } from '@/cells/ml/node-assets';
import { createRandom } from '@/cells/ml/random';
import { readTable } from '@/cells/ml/read-table';
import { writeTableFile } from '@/cells/ml/table-file';
import { identifySearch } from '@/cells/ml/tuning/search-checkpoint';
import type { SearchPoint } from '@/cells/ml/tuning/search-space';
import { createTrialTrainer } from '@/cells/ml/tuning/train-trials';
import { parseTuneOptions } from '@/cells/ml/tuning/tune-options';
import { settingsAt } from '@/cells/ml/tuning/tuning';
import { auditEntries } from '../db/schema';
import { openFrameServer } from '../http/frame-server';
import { createNotebook, grantWorkers } from '../services/notebooks';
import { recordBlob } from '../services/registry';
import { askForTrials, closeSearch, followSearch, openSearch } from '../services/searches';
import { openTestSystem, type TestSystem } from '../testing';
import { closeBrowser, provideFrames } from './browser';
import { tryTrials } from './try-trials';

let world: TestSystem;
let notebookId = '';
const random = createRandom(7);
const read = readTable(
  Array.from({ length: 400 }, (_, i) => ({
    hour: i % 24,
    sky: ['clear', 'mist', null][i % 3],
    warmth: i % 17 === 0 ? null : random(),
    rides: 100 + 5 * Math.abs((i % 24) - 12) + 30 * random(),
  })),
);
const options = parseTuneOptions({
  target: 'rides',
  search: {
    'boosted-trees': { maxLeaves: { from: 4, to: 32 } },
    network: { layers: { oneOf: [[8], [16, 8]] } },
  },
  options: { 'boosted-trees': { rounds: 20 }, network: { epochs: 6 } },
  where: 'workers',
});
const places: SearchPoint[] = [
  { branch: 'boosted-trees', values: { maxLeaves: 7 } },
  { branch: 'network', values: { layers: [16, 8] } },
  { branch: 'boosted-trees', values: { maxLeaves: -1 } },
];
const box = { id: 'one', name: 'box, process 1' };

beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['cli/build-frame.mjs']);
  world = await openTestSystem();
  provideFrames(world.system, openFrameServer);
  notebookId = (await createNotebook(world.context, { title: 'Search' })).id;
  await grantWorkers(world.context, { notebookId });
}, 120_000);
afterAll(async () => {
  await closeBrowser(world.system);
  await world.close();
});

async function begin(identity = identifySearch(read, options)) {
  const bytes = writeTableFile(read);
  await recordBlob(world.context, await world.system.storage.put(Readable.from([bytes])));
  const table = createHash('sha256').update(bytes).digest('hex');
  const { searchId } = await openSearch(world.context, {
    notebookId,
    table,
    options: { ...options },
    identity,
  });
  const trials = places.map((point, i) => ({ number: i + 1, point }));
  await askForTrials(world.context, { notebookId, searchId, trials, forget: [] });
  return searchId;
}
const follow = (searchId: string) => followSearch(world.context, { notebookId, searchId, heard: [] });
const work = (searchId: string, signal = new AbortController().signal) =>
  tryTrials(world.system, { id: 'job', data: { searchId }, signal, retryCount: 0 }, box);

test('a worker tries trials to the same bits as whoever leads the search, and says what failed', async () => {
  const searchId = await begin();
  const working = work(searchId);
  await expect
    .poll(async () => (await follow(searchId)).trials.filter(({ end }) => end).length, { timeout: 90_000 })
    .toBe(3);
  const { trials } = await follow(searchId);
  await closeSearch(world.context, { notebookId, searchId });
  await working;

  const trainer = createTrialTrainer(read, options);
  for (const [i, point] of places.slice(0, 2).entries()) {
    const steps: object[] = [];
    const outcome = await trainer.train(settingsAt(options, point), {
      signal: new AbortController().signal,
      assets: nodeAssets(),
      onStep: (step, metrics) => steps.push({ step, metrics }),
      onFolds() {},
    });
    expect(trials[i]).toMatchObject({ worker: box.name, end: outcome });
    expect(trials[i]?.steps).toEqual(steps);
  }
  expect(trials[2]?.end).toEqual({ problem: expect.stringContaining('maxLeaves') });
}, 120_000);

test('a worker that has other engines than the tab refuses in words, and holds no trial', async () => {
  const searchId = await begin({ ...identifySearch(read, options), engine: '["older"]' });
  await work(searchId);
  const { trials, refusals } = await follow(searchId);
  expect(trials.every(({ state }) => state === 'queued')).toBe(true);
  expect(refusals).toEqual([
    { worker: box.name, reason: expect.stringContaining('other versions of the learners than this tab') },
  ]);
  // Called again, it leaves the search to others.
  await work(searchId);
  const told = await world.system.db
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.subject, `search:${searchId}`));
  expect(told.filter(({ detail }) => 'refusedBy' in detail)).toHaveLength(1);
  await closeSearch(world.context, { notebookId, searchId });
}, 60_000);

test('a worker that stops gives its trial back', async () => {
  const searchId = await begin();
  const stopping = new AbortController();
  const working = work(searchId, stopping.signal);
  await expect
    .poll(async () => (await follow(searchId)).trials[0]?.state, { timeout: 60_000 })
    .not.toBe('queued');
  stopping.abort();
  await expect(working).rejects.toThrow('The worker is stopping.');
  expect((await follow(searchId)).trials.map(({ state }) => state)).not.toContain('running');
}, 90_000);

test('a worker whose browser ends while it waits refuses nothing, and takes no trial for the frame that is gone', async () => {
  const searchId = await begin();
  let waiting = 0;
  const job = { id: 'job', data: { searchId }, signal: new AbortController().signal, retryCount: 0 };
  const working = tryTrials(world.system, job, box, async (ms, signal) => {
    waiting += 1;
    await sleep(ms, undefined, { signal }).catch(() => {});
    waiting -= 1;
  });
  working.catch(() => {}); // awaited below
  await expect
    .poll(async () => (await follow(searchId)).trials.every(({ end }) => end), { timeout: 90_000 })
    .toBe(true);
  await closeBrowser(world.system);
  await expect(working).rejects.toThrow('The browser was ended');
  // Whoever still waited would look again, and claim.
  expect(waiting).toBe(0);
  const trials = [{ number: 9, point: { branch: 'boosted-trees', values: { maxLeaves: 7 } } }];
  await askForTrials(world.context, { notebookId, searchId, trials, forget: [1, 2, 3] });
  expect(await follow(searchId)).toMatchObject({ refusals: [], trials: [{ number: 9, state: 'queued' }] });
  await closeSearch(world.context, { notebookId, searchId });
}, 120_000);
