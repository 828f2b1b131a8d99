import { afterEach } from 'vitest';
import type { CellProgress } from '@/cells/kernel/cell-run';
import type { RunScope } from '@/cells/kernel/kernel';
import type { EngineAssetName } from './engine-assets';
import { nodeAssets } from './node-assets';
import { serveTraining } from './serve-training';
import { createTrainer, type Trainer, type TrainerServices } from './train-in-worker';
import { createWorkerCalls, type TrainingWorker, type WorkerCalls } from './worker-calls';

export const assets = nodeAssets();
const ends: MessagePort[] = [];
afterEach(() => {
  for (const port of ends.splice(0)) port.close();
});

/** A worker's two ends in one thread: every message is really copied. */
export function createTestTrainer(given: Pick<TrainerServices, 'exchange'> = {}): {
  trainer: Trainer;
  workers: () => number;
} {
  let running = 0;
  const trainer = createTrainer({
    ...given,
    loadAsset,
    async createWorker() {
      running++;
      return createTestWorker(() => running--);
    },
  });
  return { trainer, workers: () => running };
}

const loadAsset = async (name: EngineAssetName) => new Blob([await assets.load(name)]);

function createTestWorker(onEnd: () => void): TrainingWorker {
  const { port1, port2 } = new MessageChannel();
  ends.push(port1, port2);
  serveTraining(port2 as never); // the port of a worker, to which anything may come
  const terminate = () => {
    onEnd();
    port1.close();
  };
  return Object.assign(port1, { onerror: null, terminate }) as unknown as TrainingWorker;
}

/** A worker as another machine has it. */
export const startTestWorker = async (): Promise<WorkerCalls> =>
  createWorkerCalls(
    createTestWorker(() => {}),
    loadAsset,
  );

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
