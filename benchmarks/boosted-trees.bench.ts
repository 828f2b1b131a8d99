/**
 * Boosted trees beside their peers, with the same options and rows: `npx tsx benchmarks/boosted-trees.bench.ts`. Each training is a
 * process of its own; seconds are of the processor (all threads) and of the clock, memory is the peak of the process.
 *
 * `--long` adds 500 000 and 1 000 000 rows, `--tab` trains in Chromium too, `--only bike,made` takes the cases that begin so,
 * `--threads 1` gives Python's libraries one thread only (two are slower than one where the machine does other work).
 * `PEERS_PYTHON` names a Python with xgboost, lightgbm and scikit-learn, `SHARED_DATA` the folder that has adult.parquet.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CaseData, madeCase, realCases, writeCase } from './boosted-trees/case-data';
import { type Job, type Measured, optionsOf, sameOptions } from './boosted-trees/job';
import { measureJob } from './boosted-trees/measure-job';
import { runInTab } from './boosted-trees/run-in-tab';

const { values: flags } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    tab: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    threads: { type: 'string', default: '1,2' },
  },
});
const python = process.env.PEERS_PYTHON;
if (!python) console.log('No PEERS_PYTHON: the libraries of Python are left out.');
const wanted = flags.only.split(',');

/** YDF takes minutes beyond this, and fails at a million. */
const ydfRows = 100_000;

const peers: readonly Pick<Job, 'library' | 'threads'>[] = [
  { library: 'cellar', threads: 1 },
  { library: 'ydf', threads: 1 },
  ...(python
    ? (['lightgbm', 'xgboost', 'scikit-learn'] as const).flatMap((library) =>
        flags.threads
          .split(',')
          .map(Number)
          .map((threads) => ({ library, threads })),
      )
    : []),
];

const root = await mkdtemp(join(tmpdir(), 'cellar-boosted-trees-'));
try {
  for await (const data of cases()) {
    if (!wanted.some((start) => data.name.startsWith(start))) continue;
    await compare(data, await writeCase(root, data));
  }
} finally {
  await rm(root, { recursive: true, force: true });
}

async function* cases(): AsyncGenerator<CaseData> {
  yield* realCases(process.env.SHARED_DATA ?? '../shared/data', [1]);
  for (const rows of flags.long ? [100_000, 500_000, 1_000_000] : [100_000]) yield madeCase(rows);
}

async function compare({ name, features }: CaseData, folder: string): Promise<void> {
  const rates = name === 'made 100k × 20' || name === 'adult';
  const trained: Record<string, Record<string, number | string>> = {};
  const answered: Record<string, Record<string, number | string>> = {};
  for (const { library, threads } of peers) {
    if (library === 'ydf' && features.numRows > 1.5 * ydfRows) continue;
    const job: Job = { library, threads, folder, seed: 1, ...sameOptions, rates: rates && threads === 1 };
    const label = python && !['cellar', 'ydf'].includes(library) ? `${library}, ${threads} thr.` : library;
    const measured = await measureJob(job, python);
    trained[label] = toRow(measured);
    if (measured.rates) answered[label] = toRates(measured);
  }
  if (flags.tab) {
    const { cpu, seconds, fitSeconds, megabytes, metrics } = await runInTab({
      folder,
      seed: 1,
      options: optionsOf(sameOptions),
    });
    trained['cellar, tab: all of ml.train'] = toRow({
      cpu,
      wall: seconds,
      megabytes,
      ...pickQuality(metrics),
    });
    trained['cellar, tab: to its last round'] = { 's clock': round(fitSeconds) };
  }
  console.log(`\n${name}, load ${loadavg()[0]?.toFixed(1)}`);
  console.table(trained);
  if (rates) console.table(answered);
}

function pickQuality({ rmse, rocAuc, logLoss }: Readonly<Record<string, number>>) {
  return { rmse, rocAuc, logLoss };
}

function toRow(measured: Omit<Partial<Measured>, 'rates'>): Record<string, number | string> {
  const { cpu, wall, megabytes, before, rmse, rocAuc, logLoss } = measured;
  return {
    's processor': round(cpu ?? Number.NaN),
    's clock': round(wall ?? Number.NaN),
    'MB peak': megabytes ?? '',
    'MB before': before ?? '',
    ...(rmse === undefined ? { AUC: rocAuc?.toFixed(4) ?? '', 'log-loss': logLoss?.toFixed(4) ?? '' } : {}),
    ...(rmse === undefined ? {} : { RMSE: rmse.toPrecision(5) }),
  };
}

/** By the processor's time: what one thread answers when it has the processor for itself. */
function toRates({ rates, shap }: Measured): Record<string, number | string> {
  const perSecond = (rate: { cpu: number } | undefined) => (rate ? Math.round(rate.cpu) : '');
  return {
    ...Object.fromEntries(
      Object.entries(rates ?? {}).map(([batch, rate]) => [`rows/s, batch ${batch}`, perSecond(rate)]),
    ),
    'SHAP rows/s': perSecond(shap),
  };
}

function round(seconds: number): number {
  return Number(seconds.toPrecision(3));
}
