import { afterEach } from 'vitest';
import type { CellProgress } from '@/cells/kernel/cell-run';
import type { RunScope } from '@/cells/kernel/kernel';
import { nodeAssets } from './node-assets';
import { serveTraining } from './serve-training';
import { createTrainer, type Trainer } from './train-in-worker';
import type { TrainingWorker } from './worker-calls';

export const assets = nodeAssets();
const ends: MessagePort[] = [];
afterEach(() => {
  for (const port of ends.splice(0)) port.close();
});

/** A worker's two ends in one thread: every message is really copied. */
export function createTestTrainer(): { trainer: Trainer; workers: () => number } {
  let running = 0;
  const trainer = createTrainer({
    loadAsset: async (name) => new Blob([await assets.load(name)]),
    async createWorker(): Promise<TrainingWorker> {
      const { port1, port2 } = new MessageChannel();
      ends.push(port1, port2);
      running++;
      serveTraining(port2 as never); // the port of a worker, to which anything may come
      const terminate = () => {
        running--;
        port1.close();
      };
      return Object.assign(port1, { onerror: null, terminate }) as unknown as TrainingWorker;
    },
  });
  return { trainer, workers: () => running };
}

export function createScope(): {
  scope: RunScope;
  seen: (CellProgress | undefined)[];
  abort: AbortController;
  finish: () => void;
} {
  const abort = new AbortController();
  const seen: (CellProgress | undefined)[] = [];
  let finish = () => {};
  const scope: RunScope = {
    cellId: 1,
    signal: abort.signal,
    progress: (progress) => seen.push(progress),
    onFinish: (listener) => {
      finish = listener;
    },
  };
  return { scope, seen, abort, finish: () => finish() };
}
