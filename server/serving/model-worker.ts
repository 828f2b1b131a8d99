/**
 * One model in a thread of its own: a slow or crashing model holds up nobody else. It reads the files of a package and answers
 * batches; it has no database, no storage and no network business.
 */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Columns, Predictions } from '@/cells/ml/model';
import { nodeAssets } from '@/cells/ml/node-assets';
import { openModel } from '@/cells/ml/open-model';
import type { Explained, ThreadData, ThreadReply, ThreadRequest } from './thread-messages';

const port = parentPort;
if (!port) throw new Error('This file runs as a worker thread.');
const reply = (message: ThreadReply, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
let measured = 0;
let measuredAt = Number.NEGATIVE_INFINITY;
const words = (error: unknown) => (error instanceof Error ? error.message : String(error));

try {
  // Only `createModelThread` starts this file, with this data.
  const { files } = workerData as ThreadData;
  const contents = await Promise.all(
    Object.entries(files).map(async ([path, file]) => [path, new Uint8Array(await readFile(file))] as const),
  );
  const model = await openModel(new Map(contents), {
    assets: nodeAssets(dirname(fileURLToPath(import.meta.url))),
  });
  const explain = async (columns: Columns): Promise<Explained> => ({
    explanation: await model.explain(columns),
    predictions: await model.predict(columns),
  });
  port.on('message', async ({ id, kind, columns }: ThreadRequest) => {
    try {
      if (kind === 'explain') reply({ type: 'answer', id, answer: await explain(columns) });
      else {
        const before = cpuMs();
        const predictions = await model.predict(columns);
        const cost = { cpuMs: cpuMs() - before, memoryBytes: memoryBytes() };
        reply({ type: 'answer', id, answer: { ...predictions, cost } }, buffersOf(predictions));
      }
    } catch (error) {
      reply({
        type: 'error',
        id,
        name: error instanceof Error ? error.name : 'Error',
        message: words(error),
      });
    }
  });
  reply({ type: 'ready' });
} catch (error) {
  reply({ type: 'unusable', message: words(error) });
}

/** Node tells the CPU time of a thread since 23.9; before, the time by the clock is as near as it gets. */
function cpuMs(): number {
  const threadCpuUsage = (process as { threadCpuUsage?: () => { user: number; system: number } })
    .threadCpuUsage;
  if (!threadCpuUsage) return performance.now();
  const { user, system } = threadCpuUsage.call(process);
  return (user + system) / 1000;
}

/** Heap, WebAssembly and arrays of this thread. Measuring takes longer than a small prediction: now and then is enough. */
function memoryBytes(): number {
  if (performance.now() - measuredAt > 10_000) {
    const { heapTotal, external } = process.memoryUsage();
    measured = heapTotal + external;
    measuredAt = performance.now();
  }
  return measured;
}

/** Only arrays that own their whole buffer can move; others are copied. */
function buffersOf({ values, probabilities }: Predictions): ArrayBuffer[] {
  return [values, probabilities?.values].flatMap((array) =>
    array instanceof Float64Array &&
    array.byteLength === array.buffer.byteLength &&
    array.buffer instanceof ArrayBuffer
      ? [array.buffer]
      : [],
  );
}
