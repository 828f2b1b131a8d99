import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import type { Columns } from '@/cells/ml/model';
import { createModelInMemory, type ModelInMemory } from './model-in-memory';
import { createModelThread, type ModelThread } from './model-thread';
import { createModelsInMemory } from './models-in-memory';
import type { ServedVersion } from './resolve-version';
import { heapOf } from './thread-heap';

const odd = new URL('./tests/odd-model-worker.mjs', import.meta.url);
const startThread = () => createModelThread({ files: {} }, () => new Worker(odd));
const rows = (...values: number[]): Columns => ({
  numRows: values.length,
  columns: [{ name: 'x', type: 'number', values: Float64Array.from(values) }],
});

const open: ModelInMemory[] = [];
afterEach(() => {
  for (const model of open.splice(0)) model.dispose();
});
function openOdd(timeoutMs?: number) {
  const threads: ModelThread[] = [];
  const sizes: number[] = [];
  const model = createModelInMemory({
    label: 'odd version 1',
    timeoutMs,
    start: () => {
      const thread = startThread();
      threads.push(thread);
      const predict = thread.predict.bind(thread);
      thread.predict = (columns) => {
        sizes.push(columns.numRows);
        return predict(columns);
      };
      return thread;
    },
  });
  open.push(model);
  return { model, threads, sizes };
}

test('requests at once become a few batches, and each gets its own answers', async () => {
  const { model, sizes } = openOdd();
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => model.predict(rows(i, i + 0.5))));
  answers.forEach((answer, i) => {
    expect([...answer.values]).toEqual([i * 2, i * 2 + 1]);
  });
  expect(sizes.length).toBeLessThan(20);
});

test('what waits is bounded by its bytes, too: few requests of large texts are as much as many of small ones', async () => {
  const model = createModelInMemory({ label: 'odd version 1', start: startThread, waitingBytes: 1000 });
  open.push(model);
  const picture = (length: number): Columns => ({
    numRows: 1,
    columns: [...rows(1).columns, { name: 'picture', type: 'string', values: ['x'.repeat(length)] }],
  });
  // One that is larger is taken where nothing waits: it has a body's size at most.
  const first = model.predict(picture(5000));
  await expect(model.predict(picture(1))).rejects.toMatchObject({ code: 'too_many_requests' });
  expect([...(await first).values]).toEqual([2]);
  const both = [model.predict(picture(400)), model.predict(picture(400))];
  await expect(model.predict(picture(400))).rejects.toThrow(
    'odd version 1 is behind: 2 requests wait for it',
  );
  expect((await Promise.all(both)).map(({ values }) => [...values])).toEqual([[2], [2]]);
  expect([...(await model.predict(picture(900))).values]).toEqual([2]);
});

test('a request that ends the thread fails alone; the others are answered by the next thread', async () => {
  const { model, threads } = openOdd();
  const outcomes = await Promise.allSettled([
    model.predict(rows(1)),
    model.predict(rows(-1)),
    model.predict(rows(2)),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(outcomes[1]).toMatchObject({
    reason: { code: 'unavailable', message: expect.stringContaining('crashed on this request') },
  });
  expect(threads.length).toBeGreaterThan(1);
  expect([...(await model.predict(rows(4))).values]).toEqual([8]);
});

test('a model that does not answer in time is stopped, and the next request gets a fresh thread', async () => {
  const { model } = openOdd(200);
  await expect(model.predict(rows(-2))).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('took longer'),
  });
  expect([...(await model.predict(rows(3))).values]).toEqual([6]);
});

test('the least recently used model makes room, and comes back when it is asked', async () => {
  let started = 0;
  const storage = { localPath: async (hash: string) => hash } as unknown as Parameters<
    typeof createModelsInMemory
  >[0]['storage']; // all it uses
  const models = createModelsInMemory(
    { storage },
    {
      limitBytes: 150 * 1024 ** 2,
      startThread: () => {
        started++;
        return startThread();
      },
    },
  );
  const version = (id: string) =>
    ({ id, model: id, number: 1, files: {}, bytes: 1024 }) as unknown as ServedVersion; // without a manifest
  for (const id of ['a', 'b', 'c', 'a']) await models.get(version(id));
  expect(started).toBe(3);
  await models.get(version('d'));
  await models.get(version('a'));
  expect(started).toBe(4);
  const again = await models.get(version('b'));
  expect(started).toBe(5);
  expect([...(await again.predict(rows(5))).values]).toEqual([10]);
  models.dispose();
});

test('a model that cannot explain says so, one that ends over it is started again, and predictions go on', async () => {
  const { model, threads } = openOdd();
  await expect(model.explain(rows(1))).rejects.toMatchObject({
    code: 'unprocessable',
    message: 'It cannot tell.',
  });
  const [ended, answered] = await Promise.allSettled([model.explain(rows(-1)), model.predict(rows(2))]);
  expect(ended).toMatchObject({ reason: { code: 'unavailable' } });
  expect(answered).toMatchObject({ value: { values: Float64Array.of(4) } });
  expect(threads).toHaveLength(2);
});

test('an explanation that never comes is given up', async () => {
  const { model } = openOdd(200);
  await expect(model.explain(rows(-2))).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('took longer than 0.2 s'),
  });
  expect([...(await model.predict(rows(3))).values]).toEqual([6]);
});

test('a model that needs more memory than its thread may take says so', async () => {
  const message = 'It needs more memory than the 8 MB that a model of its size may take.';
  // The real program does not get so far as to open anything.
  const model = createModelInMemory({
    label: 'large version 1',
    start: () => createModelThread({ files: {} }, undefined, 8),
  });
  open.push(model);
  await expect(model.load()).rejects.toMatchObject({
    code: 'unavailable',
    message: `large version 1 cannot be loaded: ${message}`,
  });
  const eating = createModelInMemory({
    label: 'odd version 1',
    start: () =>
      createModelThread(
        { files: {} },
        (_, heapMb) => new Worker(odd, { resourceLimits: { maxOldGenerationSizeMb: heapMb } }),
        8,
      ),
  });
  open.push(eating);
  const [eaten, other] = await Promise.allSettled([eating.predict(rows(-3)), eating.predict(rows(1))]);
  expect(eaten).toMatchObject({ reason: { message: expect.stringContaining(message) } });
  expect(other).toMatchObject({ value: { values: Float64Array.of(2) } });
});

test('a thread may take more for a package that is larger', () => {
  expect(heapOf({})).toBe(512);
  expect(heapOf({ 'model.json': fileURLToPath(odd) })).toBe(513);
});
