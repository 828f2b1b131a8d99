/**
 * Is our quality scikit-learn's? The same options, no early stopping, five random splits of each real data set (`--splits 20` for
 * narrower intervals), the same rows to both: `PEERS_PYTHON=… npx tsx benchmarks/boosted-trees-quality.bench.ts`. Beside the means
 * stand 95 % intervals by Student's t over the splits; the difference is paired, ours less theirs, so that an interval that holds 0
 * is noise. `SHARED_DATA` has adult.parquet.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { realCases, writeCase } from './boosted-trees/case-data';
import { type Job, type Measured, sameOptions } from './boosted-trees/job';
import { measureJob } from './boosted-trees/measure-job';

const python = process.env.PEERS_PYTHON;
const { values: flags } = parseArgs({ options: { splits: { type: 'string', default: '5' } } });
/** Student's t at 97.5 % by the number of splits, one less than which are its degrees of freedom. */
const t = { 5: 2.776, 20: 2.093 }[flags.splits];
if (t === undefined) throw new Error('--splits is 5 or 20.');
const seeds = Array.from({ length: Number(flags.splits) }, (_, i) => i + 1);
const libraries = python
  ? (['cellar', 'scikit-learn', 'lightgbm', 'xgboost'] as const)
  : (['cellar'] as const);
if (!python) console.log('No PEERS_PYTHON: ours alone, compared with nothing.');

const root = await mkdtemp(join(tmpdir(), 'cellar-boosted-trees-'));
try {
  const table: Record<string, Record<string, string>> = {};
  for await (const data of realCases(process.env.SHARED_DATA ?? '../shared/data', seeds)) {
    const folder = await writeCase(root, data);
    const byLibrary = new Map<Job['library'], Measured[]>();
    for (const library of libraries) {
      const measured: Measured[] = [];
      for (const seed of seeds)
        measured.push(
          await measureJob({ library, threads: 1, folder, seed, ...sameOptions, rates: false }, python),
        );
      byLibrary.set(library, measured);
    }
    for (const metric of ['rmse', 'rocAuc', 'logLoss'] as const) {
      const valuesOf = (library: Job['library']) =>
        (byLibrary.get(library) ?? []).flatMap(({ [metric]: value }) => value ?? []);
      const ours = valuesOf('cellar');
      if (ours.length === 0) continue;
      const row: Record<string, string> = { ours: interval(ours, t) };
      for (const library of libraries.slice(1)) {
        const theirs = valuesOf(library);
        row[library] = interval(theirs, t);
        row[`ours − ${library}`] = interval(
          ours.map((value, i) => value - (theirs[i] ?? Number.NaN)),
          t,
        );
      }
      table[`${data.name}, ${metric}`] = row;
    }
  }
  console.table(table);
} finally {
  await rm(root, { recursive: true, force: true });
}

/** mean ± t √(s² / n) */
function interval(values: readonly number[], student: number): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const half = student * Math.sqrt(variance / values.length);
  const digits = Math.max(0, 3 - Math.floor(Math.log10(half || 1)) - 2);
  return `${mean.toFixed(digits)} ± ${half.toFixed(digits)}`;
}
