import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { nodeAssets } from '@/cells/ml/node-assets';
import { createTrainer, type Trainer } from '@/cells/ml/train-in-worker';
import type { TrainingWorker } from '@/cells/ml/worker-calls';

/** Gives the frame's bundle what a browser's worker has. */
const surroundings = `
const { parentPort } = require('node:worker_threads');
globalThis.self = globalThis;
globalThis.postMessage = (message) => parentPort.postMessage(message);
parentPort.on('message', (data) => globalThis.onmessage({ data }));
`;

/** Trains in threads of Node with the training worker as it is built for the frame. */
export function createThreadTrainer(): Trainer {
  const manifest = JSON.parse(readFileSync('public/frame/manifest.json', 'utf8'));
  const bundle = readFileSync(`public/frame/${manifest['training-worker'].file}`, 'utf8');
  const assets = nodeAssets();
  return createTrainer({
    loadAsset: async (name) => new Blob([await assets.load(name)]),
    async createWorker() {
      const thread = new Worker(surroundings + bundle, { eval: true });
      const worker: TrainingWorker = {
        onmessage: null,
        onerror: null,
        postMessage: (message) => thread.postMessage(message),
        terminate: () => void thread.terminate(),
      };
      thread.on('message', (data) => worker.onmessage?.(new MessageEvent('message', { data })));
      thread.on('error', (error) => console.error(error));
      return worker;
    },
  });
}
