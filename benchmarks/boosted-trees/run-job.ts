/** One job in a process of its own, so that its memory is its own: `tsx run-job.ts '<job as JSON>'` writes what it measured as JSON. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { boostedTreesOptions } from '@/cells/ml/boosted-trees/options';
import type { FitContext, Fitted } from '@/cells/ml/learner';
import { loadLearner } from '@/cells/ml/learners';
import { logLoss, rmse, rocAuc } from '@/cells/ml/metrics';
import type { Predictions } from '@/cells/ml/model';
import { nodeAssets } from '@/cells/ml/node-assets';
import { takeTableRows } from '@/cells/ml/read-table';
import { caseFiles, openCase, takeInput } from './case-files';
import { jobSchema, type Measured, optionsOf } from './job';
import { trainYdf } from './train-ydf';

const job = jobSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
const files = await Promise.all(
  caseFiles(job.seed).map(async (name) => new Uint8Array(await readFile(join(job.folder, name))).buffer),
);
const data = openCase(files);
const train = takeInput(data, data.train);
const test = takeInput(data, data.test);
const context: FitContext = { signal: new AbortController().signal, onProgress() {}, assets: nodeAssets() };

// Before the clock: code is read from many files here, and is in one bundle elsewhere.
const learner = await loadLearner('boosted-trees');
const before = megabytes();
const clock = startClock();
const fitted = await trainJob();
const { wall, cpu } = clock();
const answer: Measured = {
  wall,
  cpu,
  megabytes: megabytes(),
  before,
  ...quality(await fitted.predict(test.features)),
};
if (job.rates) {
  const take = (n: number) =>
    takeTableRows(
      test.features,
      Uint32Array.from({ length: n }, (_, i) => i),
    );
  answer.rates = {};
  for (const n of [1, 32, 1000]) {
    const rows = take(n);
    answer.rates[n] = await rate(n, () => fitted.predict(rows));
  }
  const { explain } = fitted;
  const rows = take(500);
  if (explain) answer.shap = await rate(500, () => explain(rows, {}));
}
console.log(JSON.stringify(answer));
process.exit(0);

async function trainJob(): Promise<Fitted> {
  if (job.library === 'ydf') return trainYdf(train, context);
  return learner.fit({ ...train, seed: job.seed }, boostedTreesOptions.parse(optionsOf(job)), context);
}

function quality({ values, probabilities }: Predictions): Partial<Measured> {
  if (test.target instanceof Float64Array) return { rmse: rmse(test.target, values as Float64Array) }; // numbers, as the target
  if (!probabilities) throw new Error('The classifier gave no probabilities.');
  const [, positive] = probabilities.classes;
  return {
    rocAuc: rocAuc(
      test.target.map((label) => label === positive),
      probabilities.values.filter((_, i) => i % 2 === 1),
    ),
    logLoss: logLoss(test.target, probabilities.values, probabilities.classes),
  };
}

function megabytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

/** Seconds since now, by the clock and of the processor. */
function startClock(): () => { wall: number; cpu: number } {
  const start = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { wall: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
  };
}

async function rate(rows: number, run: () => Promise<unknown>): Promise<{ cpu: number; wall: number }> {
  for (const until = performance.now() + 200; performance.now() < until; ) await run();
  const clock = startClock();
  let calls = 0;
  for (const until = performance.now() + 1000; performance.now() < until; calls++) await run();
  const { cpu, wall } = clock();
  return { cpu: (calls * rows) / cpu, wall: (calls * rows) / wall };
}
