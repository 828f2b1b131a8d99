import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqlText, withDuckDB } from '../../../duckdb';
import { startThread } from '../../../start-thread';
import { joinSignatures } from '../log-columns';
import { doSketchingTask, type ReadWindow } from './sketching-task';
import { createSketchingThread } from './sketching-thread';

const start = Date.UTC(2026, 0, 1);
const columns = joinSignatures([
  { inputs: [{ name: 'hr', type: 'number', required: true }], output: { name: 'cnt', type: 'number' } },
]);

let folder = '';
let task: ReadWindow;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellar-sketching-'));
  const file = join(folder, 'log.parquet');
  await withDuckDB({ memory: '128MB', temporaryFolder: folder }, (connection) =>
    connection.run(
      `COPY (SELECT sqrt(i) AS hr, i::DOUBLE AS prediction, 'p' || i AS prediction_id, make_timestamp(${start * 1000}::BIGINT + i * 1000000) AS predicted_at,
         1.0::DOUBLE AS latency_ms, 200 AS status, 'front' AS deployment, 'stable' AS deployment_role FROM range(20000) r(i)) TO ${sqlText(file)} (FORMAT parquet)`,
    ),
  );
  task = {
    ...{ do: 'window', model: 'bikes', columns, folder, sketches: [], per: 'hour' },
    ...{ files: { segments: [], predictions: [file] }, from: start, to: start + 86_400_000 },
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the thread that sketches', () => {
  it('gives what is sketched here, while this thread goes on, one task after the other', async () => {
    let started = 0;
    const thread = createSketchingThread({
      start() {
        started++;
        return startThread('sketching-worker', undefined);
      },
    });
    let turns = 0;
    const turn = setInterval(() => turns++, 1);
    const [first, second] = await Promise.all([thread.run(task), thread.run({ ...task, per: 'day' })]);
    clearInterval(turn);
    expect(turns).toBeGreaterThan(10);
    expect(first).toEqual(await doSketchingTask(task));
    expect(first).toMatchObject({ rows: 20_000, rowsRead: 20_000 });
    expect([first.parts.length, second.parts.length]).toEqual([6, 1]);
    expect(started).toBe(1);
    // Its own words, and with what they mean to who asked.
    const late = { ...task, files: { segments: [], predictions: [join(folder, 'gone.parquet')] } };
    await expect(thread.run(late)).rejects.toThrow('No files found');
    expect(await thread.run(task)).toEqual(first);
    await thread.end();
    expect(await thread.run(task)).toEqual(first);
    expect(started).toBe(2);
    await thread.end();
  });

  it('ends with the signal, at any moment, and the next task starts another', async () => {
    const threads: Worker[] = [];
    const thread = createSketchingThread({
      start() {
        const worker = startThread('sketching-worker', undefined);
        threads.push(worker);
        return worker;
      },
    });
    const stopped = AbortSignal.abort(new Error('The job has ended.'));
    await expect(thread.run(task, stopped)).rejects.toThrow('The job has ended.');
    expect(threads).toHaveLength(0);
    const stop = new AbortController();
    const running = thread.run(task, stop.signal);
    const next = thread.run(task);
    await expect.poll(() => threads.length).toBe(1);
    const exit = new Promise((resolve) => threads[0]?.once('exit', resolve));
    stop.abort(new Error('The job has ended.'));
    await expect(running).rejects.toThrow('The job has ended.');
    await exit;
    expect(await next).toMatchObject({ rows: 20_000 });
    expect(threads).toHaveLength(2);
    await thread.end();
  });

  it('says that it died, ends when it has nothing to do, and lets so many wait', async () => {
    const dying = createSketchingThread({
      start: () =>
        new Worker(
          "require('node:worker_threads').parentPort.once('message', () => { throw new Error('out of room') })",
          {
            eval: true,
          },
        ),
    });
    await expect(dying.run(task)).rejects.toThrow('The thread that sketches the log ended: out of room.');
    let ended: Promise<unknown> | undefined;
    const thread = createSketchingThread({
      start() {
        const worker = new Worker(
          "const { parentPort } = require('node:worker_threads'); parentPort.on('message', () => parentPort.postMessage({ type: 'answer', answer: null }))",
          { eval: true },
        );
        ended = new Promise((resolve) => worker.once('exit', resolve));
        return worker;
      },
      ...{ idleMs: 1, mostWaiting: 1 },
    });
    const [one, two, three] = [thread.run(task), thread.run(task), thread.run(task)];
    await expect(three).rejects.toMatchObject({ code: 'too_many_requests' });
    expect(await Promise.all([one, two])).toEqual([null, null]);
    await ended;
  });
});
