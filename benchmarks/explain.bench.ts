/**
 * Explanations of 1 000 rows of the bike rides: `npx tsx benchmarks/explain.bench.ts`. Trees and linear models are exact, the others
 * sampled, with the mean standard error beside. `PEERS_PYTHON` names a Python with shap, xgboost and scikit-learn, which explains
 * the same trees (written as XGBoost's JSON) with TreeExplainer, and a network of its own of the same layers with
 * PermutationExplainer against 100 background rows.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBikeRides } from '../cells/ml/example-data.fixture';
import type { TrainableLearner } from '../cells/ml/learners-about';
import { nodeAssets } from '../cells/ml/node-assets';
import { sampleRows } from '../cells/ml/random';
import { takeTableRows } from '../cells/ml/read-table';
import { train } from '../cells/ml/train';

const rides = readBikeRides();
const rows = takeTableRows(rides, sampleRows(rides.numRows, 1000, 1));
const python = process.env.PEERS_PYTHON;
const folder = mkdtempSync(join(tmpdir(), 'cellar-explain-'));

async function measure(learner: TrainableLearner): Promise<void> {
  const context = { signal: new AbortController().signal, progress() {}, assets: nodeAssets() };
  const options = learner === 'network' ? { epochs: 10 } : {};
  const model = await train(rides, { target: 'cnt', learner, options }, context);
  await model.explain(takeTableRows(rows, [0]));
  const start = performance.now();
  const { values, errors, samples } = await model.explain(rows);
  const seconds = (performance.now() - start) / 1000;
  const mean = (numbers: Float64Array) =>
    numbers.reduce((sum, one) => sum + Math.abs(one), 0) / numbers.length;
  const about = errors
    ? `${samples} walks, mean standard error ${mean(errors).toPrecision(3)} of a mean value of ${mean(values).toPrecision(3)}`
    : 'exact';
  console.log(`Cellar ${learner}: ${seconds.toFixed(2)} s (${about})`);
  if (learner === 'boosted-trees') writeFileSync(join(folder, 'trees.json'), await model.toXgboost());
  model.dispose();
}

try {
  for (const learner of ['boosted-trees', 'linear', 'network', 'random-forest'] as const)
    await measure(learner);
  const script = new URL('explain-peers.py', import.meta.url).pathname;
  const data = new URL('../examples/data/bike-sharing-hour.csv', import.meta.url).pathname;
  if (python) console.log(execFileSync(python, [script, folder, data], { encoding: 'utf8' }).trim());
  else console.log('No PEERS_PYTHON: shap is left out.');
} finally {
  rmSync(folder, { recursive: true });
}
