import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Context } from '../context';
import { AppError } from '../errors';
import { readTraffic } from '../services/monitoring';
import { type PredictionRecord, segmentFolder } from '../services/monitoring/log-format';
import { createDiskStorage } from '../storage/disk';
import type { Storage } from '../storage/storage';
import { openTestSystem, type TestSystem } from '../testing';
import { createPredictionLog, type PredictionLog } from './prediction-log';
import { shareLog } from './share-log';

let world: TestSystem;
let isAway: boolean;
/** Two machines, each with a data folder; one database and one storage, which can be out of the first one's reach. */
let mine: Context;
let there: Context;
let log: PredictionLog;

beforeAll(async () => {
  world = await openTestSystem();
});
afterAll(() => world.close());
beforeEach(async () => {
  isAway = false;
  const storage = await createDiskStorage(join(world.folder, randomUUID()));
  const reach: Storage = {
    ...storage,
    putKey: (...given) =>
      isAway ? Promise.reject(new AppError('unavailable', 'away')) : storage.putKey(...given),
  };
  const machine = (on: Storage): Context => ({
    ...world.context,
    config: { ...world.system.config, dataFolder: join(world.folder, randomUUID()) },
    storage: on,
  });
  mine = machine(reach);
  there = machine(storage);
  log = openLog();
});

const openLog = () => createPredictionLog({ folder: segmentFolder(mine.config.dataFolder), onClosed() {} });
const answered = (id: string): PredictionRecord => ({
  kind: 'prediction',
  model: 'bikes',
  id,
  request: id,
  at: Date.now() * 1000,
  version: 1,
  latency: 1,
  status: 200,
  error: null,
  inputs: {},
  prediction: 1,
  probabilities: null,
});
const rowsSeenBy = async (context: Context) => (await readTraffic(context, { model: 'bikes' })).rows;
const segments = () => readdir(segmentFolder(mine.config.dataFolder));

test('what a process logged is seen by other machines once it brought it, and once only', async () => {
  await log.append([answered('a'), answered('b')]);
  const stop = shareLog(mine, log, { everyMs: 5 });
  expect([await rowsSeenBy(mine), await rowsSeenBy(there)]).toEqual([2, 0]);
  await log.roll();
  await expect.poll(() => rowsSeenBy(there), { timeout: 20_000 }).toBe(2);
  await expect.poll(segments).toEqual([]);
  expect(await rowsSeenBy(mine)).toBe(2);
  await stop();
});

test('a process that ends leaves nothing behind', async () => {
  await log.append([answered('a')]);
  await shareLog(mine, log)();
  expect(await segments()).toEqual([]);
  expect(await rowsSeenBy(there)).toBe(1);
});

test('while the storage is away rows are kept and counted here, and are brought when it is back', async () => {
  isAway = true;
  const stop = shareLog(mine, log, { everyMs: 5 });
  for (const id of ['a', 'b', 'c']) {
    await log.append([answered(id)]);
    await log.roll();
  }
  expect(await rowsSeenBy(mine)).toBe(3);
  await stop();
  expect(await rowsSeenBy(there)).toBe(0);
  expect(await segments()).toHaveLength(3);
  isAway = false;
  // The next process with this folder.
  const next = shareLog(mine, openLog(), { everyMs: 5 });
  await expect.poll(() => rowsSeenBy(there), { timeout: 20_000 }).toBe(3);
  await next();
  expect(await rowsSeenBy(mine)).toBe(3);
});

test('two who look at once write no file into the other’s', async () => {
  for (let i = 0; i < 5; i++) {
    await log.append([answered(`id-${i}`)]);
    await log.roll();
  }
  const stops = [shareLog(mine, log, { everyMs: 1 }), shareLog(mine, log, { everyMs: 1 })];
  await Promise.all(stops.map((stop) => stop()));
  expect(await rowsSeenBy(there)).toBe(5);
});
