/**
 * Training networks against bare TF.js, in one process and in turns: `npx tsx benchmarks/training.bench.ts`; trees have a bench of their own. The ratio is bare over ours
 * (1 is as fast; 0.9 is the floor); each time is the best of three, in processor time.
 */
import * as tf from '@tensorflow/tfjs-core';
import { readBikeRides } from '@/cells/ml/example-data.fixture';
import type { FitContext, FitInput } from '@/cells/ml/learner';
import { networkOptions } from '@/cells/ml/learner-options';
import { loadLearner } from '@/cells/ml/learners';
import type { Columns } from '@/cells/ml/model';
import { startBackend } from '@/cells/ml/network/backend';
import { buildNetwork } from '@/cells/ml/network/build-network';
import { nodeAssets } from '@/cells/ml/node-assets';
import { encode, encodedNames, learnPreprocessing } from '@/cells/ml/preprocessing';
import { createRandom } from '@/cells/ml/random';
import { findColumn } from '@/cells/ml/read-table';

const assets = nodeAssets();
const context: FitContext = { signal: new AbortController().signal, onProgress() {}, assets };
const rounds = 3;
await startBackend(assets);

function inputFor(table: Columns, target: string): FitInput & { readonly target: Float64Array } {
  const column = findColumn(table, target);
  if (!column || column.type === 'string') throw new Error(`${target} is not a number`);
  const columns = table.columns.filter(({ name }) => name !== target);
  return {
    features: { numRows: table.numRows, columns },
    target: column.values,
    task: 'regression',
    seed: 1,
  };
}

const cases: { name: string; ours(): Promise<unknown>; bare(): Promise<unknown> }[] = [];

const rides = inputFor(readBikeRides(), 'cnt');
for (const batchSize of [32, 128]) {
  const options = networkOptions.parse({ epochs: 4, batchSize });
  cases.push({
    name: `network, bike, batch ${batchSize}, 4 epochs / TF.js trainOnBatch`,
    ours: async () =>
      (
        await (await loadLearner('network')).fit({ ...rides, validation: undefined }, options, context)
      ).dispose(),
    bare: () => trainBareNetwork(rides, options),
  });
}

const table = [];
for (const { name, ours, bare } of cases) {
  const times = { ours: Number.POSITIVE_INFINITY, bare: Number.POSITIVE_INFINITY };
  for (let round = 0; round < rounds; round++) {
    times.bare = Math.min(times.bare, await time(bare));
    times.ours = Math.min(times.ours, await time(ours));
  }
  table.push({
    case: name,
    'bare ms': Math.round(times.bare),
    'ours ms': Math.round(times.ours),
    ratio: Number((times.bare / times.ours).toFixed(2)),
  });
}
console.table(table);

/** Processor time in ms: all of these run on one thread, and other programs on the machine do not count. */
async function time(run: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The same network on the same numbers, as a person would write the loop: whole tensors, slices, a look at the loss of each epoch. */
async function trainBareNetwork(
  input: FitInput & { readonly target: Float64Array },
  options: ReturnType<typeof networkOptions.parse>,
): Promise<void> {
  const preprocessing = learnPreprocessing(input.features);
  const width = encodedNames(preprocessing).length;
  const n = input.features.numRows;
  const { model } = buildNetwork(
    { width, outputs: 1, task: 'regression', isWeighted: false },
    options,
    createRandom(1),
  );
  const xs = tf.tensor2d(encode(preprocessing, input.features), [n, width]);
  const ys = tf.tensor2d(
    Float32Array.from(input.target, (value) => value / 200 - 1),
    [n, 1],
  );
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    for (let start = 0; start < n; start += options.batchSize) {
      const size = Math.min(options.batchSize, n - start);
      const [x, y] = [tf.slice(xs, [start, 0], [size, width]), tf.slice(ys, [start, 0], [size, 1])];
      await model.trainOnBatch(x, y);
      tf.dispose([x, y]);
    }
    tf.tidy(() =>
      tf.losses.meanSquaredError(ys, model.predict(xs, { batchSize: 4096 }) as tf.Tensor).dataSync(),
    ); // one output, one tensor
  }
  tf.dispose([xs, ys]);
  model.dispose();
}
