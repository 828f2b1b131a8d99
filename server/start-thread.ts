import { Worker } from 'node:worker_threads';

/** Programs that run in threads. Each is an entry of its own in cli/build-server.mjs. */
const programs = {
  'model-worker': './serving/model-worker.ts',
  'asking-worker': './serving/asking-worker.ts',
  'judging-worker': './serving/judging-worker.ts',
  'sketching-worker': './services/monitoring/sketches/sketching-worker.ts',
  'parts-worker': './services/datasets/parts/parts-worker.ts',
  'querying-worker': './services/connections/querying-worker.ts',
  'bundling-worker': './services/packages/bundling-worker.ts',
};

/** Starts a thread's program, which does not keep the process. Built, it is beside this one; run from source (tests), tsx has to be there first. */
export function startThread(program: keyof typeof programs, workerData: unknown, heapMb?: number): Worker {
  const options = { workerData, ...(heapMb && { resourceLimits: { maxOldGenerationSizeMb: heapMb } }) };
  const worker = import.meta.url.endsWith('.ts')
    ? new Worker(
        `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(new URL(programs[program], import.meta.url).href)})))`,
        { eval: true, ...options },
      )
    : new Worker(new URL(`./${program}.mjs`, import.meta.url), options);
  worker.unref();
  return worker;
}
