/**
 * Does TPE find more than chance, and is it Optuna's? Published functions and a real learning task, over seeds, the same number of trials
 * for all: `PEERS_PYTHON=… npx tsx benchmarks/tuning.bench.ts` (a Python with optuna; without it ours alone). Beside means stand 95 %
 * intervals by Student's t over seeds; gains are paired by seed. What pruning saves is counted in rounds of boosted trees.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { readBikeRides, readExampleData } from '@/cells/ml/example-data.fixture';
import type { Columns } from '@/cells/ml/model';
import { nodeAssets } from '@/cells/ml/node-assets';
import { takeTableRows } from '@/cells/ml/read-table';
import { createRandomSampler } from '@/cells/ml/tuning/random-sampler';
import { findBest, runSearch } from '@/cells/ml/tuning/run-search';
import { branin, hartmann6, minimise } from '@/cells/ml/tuning/test-functions.fixture';
import { createTpeSampler } from '@/cells/ml/tuning/tpe-sampler';
import { createTrialTrainer } from '@/cells/ml/tuning/train-trials';
import { parseTuneOptions } from '@/cells/ml/tuning/tune-options';
import { createSampler, settingsAt, toHalving } from '@/cells/ml/tuning/tuning';
import { usualSearch } from '@/cells/ml/tuning/usual-search';

const { values: flags } = parseArgs({
  options: {
    seeds: { type: 'string', default: '30' },
    'task-seeds': { type: 'string', default: '8' },
    only: { type: 'string' },
  },
});
const python = process.env.PEERS_PYTHON;
const seedsOf = (n: string) => Array.from({ length: Number(n) }, (_, i) => i + 1);

/** Mean and half the width of its 95 % interval; t of Student by Hill's expansion, good to the third digit from 5 values on. */
function interval(values: readonly number[]): string {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const z = 1.959964;
  const free = n - 1;
  const t = z + (z ** 3 + z) / (4 * free) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * free ** 2);
  return `${mean.toPrecision(4)} ± ${((t * spread) / Math.sqrt(n)).toPrecision(2)}`;
}
const paired = (a: readonly number[], b: readonly number[]) =>
  interval(a.map((value, i) => value - (b[i] ?? 0)));

function optuna(name: string, trials: number, seeds: readonly number[]): readonly number[] | undefined {
  if (!python) return undefined;
  const script = new URL('./tuning/optuna-search.py', import.meta.url).pathname;
  return JSON.parse(
    execFileSync(python, [script, name, String(trials), JSON.stringify(seeds)], { encoding: 'utf8' }),
  );
}

async function compareFunctions(): Promise<void> {
  const seeds = seedsOf(flags.seeds);
  const table: Record<string, Record<string, string>> = {};
  for (const [name, made, trials] of [
    ['branin', branin, 60],
    ['hartmann6', hartmann6, 100],
  ] as const) {
    const run = async (create: typeof createTpeSampler | typeof createRandomSampler) => {
      const found: number[] = [];
      for (const seed of seeds)
        found.push((await minimise(made, create(made.space, seed), trials)) - made.minimum);
      return found;
    };
    const random = await run(createRandomSampler);
    const tpe = await run(createTpeSampler);
    const peer = optuna(name, trials, seeds)?.map((value) => value - made.minimum);
    table[`${name}, ${trials} trials`] = {
      'random: above the minimum': interval(random),
      'TPE: above the minimum': interval(tpe),
      'gain over random': paired(random, tpe),
      ...(peer && { 'Optuna TPE': interval(peer), 'ours − Optuna': paired(tpe, peer) }),
    };
  }
  console.table(table);
}

async function compareTasks(): Promise<void> {
  const seeds = seedsOf(flags['task-seeds']);
  const table: Record<string, Record<string, string>> = {};
  const some = (data: Columns, rows: number) =>
    takeTableRows(
      data,
      Uint32Array.from({ length: rows }, (_, i) => (i * 7) % data.numRows),
    );
  for (const [name, data, target] of [
    ['bike, 4 000 rows', some(readBikeRides(), 4000), 'cnt'],
    ['housing, 4 000 rows', some(readExampleData('california-housing'), 4000), 'median_house_value'],
  ] as const) {
    const ways = {
      random: { method: 'random', pruning: 'none' },
      tpe: { method: 'tpe', pruning: 'none' },
      'tpe, pruned from 11': { method: 'tpe', pruning: { reduction: 3, from: 11 } },
      'tpe, pruned from 33': { method: 'tpe', pruning: { reduction: 3, from: 33 } },
    } as const;
    const found: Record<string, { loss: number[]; rounds: number[] }> = {};
    for (const [way, how] of Object.entries(ways)) {
      const one: { loss: number[]; rounds: number[] } = { loss: [], rounds: [] };
      found[way] = one;
      for (const seed of seeds) {
        const options = parseTuneOptions({
          ...{ target, trials: 30, seed, ...how },
          search: { 'boosted-trees': usualSearch['boosted-trees'] },
        });
        const trainer = createTrialTrainer({ columns: data, skipped: [] }, options);
        const trials = await runSearch(
          {
            ...trainer.task,
            sampler: createSampler(options),
            trials: options.trials,
            halving: toHalving(options),
            runners: [
              (point, { onSteps, onFolds, signal }) =>
                trainer.train(settingsAt(options, point), {
                  signal,
                  assets: nodeAssets(),
                  onStep: (step, metrics) => onSteps([{ step, metrics }]),
                  onFolds,
                }),
            ],
          },
          { signal: new AbortController().signal, onChange() {} },
        );
        one.loss.push(findBest(trials)?.loss ?? Number.NaN);
        one.rounds.push(trials.reduce((sum, { steps }) => sum + steps, 0));
      }
    }
    const random = found.random?.loss ?? [];
    for (const [way, { loss, rounds }] of Object.entries(found))
      table[`${name}: ${way}`] = {
        'best RMSE': interval(loss),
        'gain over random': way === 'random' ? '' : paired(random, loss),
        rounds: interval(rounds),
      };
  }
  console.table(table);
}

if (flags.only !== 'tasks') await compareFunctions();
if (flags.only !== 'functions') await compareTasks();
