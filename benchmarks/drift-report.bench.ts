/**
 * A drift report over logged predictions of 50 columns in DuckDB, rows never loaded: `npx tsx benchmarks/drift-report.bench.ts`, with
 * `ROWS=10000000` for ten million, and with `PYTHON=/path/to/python` that has Evidently beside the same rows as pandas reads them from Parquet.
 * The summary's SQL is that of the notebook; here the engine is the server's, as in a worker.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { float64, tableFromArrays, utf8 } from '@uwdata/flechette';
import { profileColumn } from '@/cells/ml/profile';
import type { TrainingProfile } from '@/cells/statistics';
import { stats } from '@/cells/stdlib/stats';
import { summarizeLog } from '@/cells/stdlib/summarize-log';

const rows = Number(process.env.ROWS ?? 1_000_000);
const numbers = 40;
const texts = 10;
const folder = await mkdtemp(join(tmpdir(), 'cellar-drift-'));
const instance = await DuckDBInstance.create(join(folder, 'work.duckdb'), {
  memory_limit: '1GB',
  threads: '2',
});
const connection = await instance.connect();
const evidently = `
import json, resource, sys, time
import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset
folder = sys.argv[1]
reference = pd.read_parquet(folder + '/reference.parquet')
begun = time.time()
current = pd.read_parquet(folder + '/log.parquet').drop(columns=['prediction_id', 'status'])
result = Report([DataDriftPreset()]).run(current, reference).dict()
took = time.time() - begun
value = result['metrics'][0]['value']
print(json.dumps({'took': took, 'peak': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 'share': value.get('share')}))
`;

const read = async (sql: string) => (await connection.runAndReadAll(sql)).getColumnsObjectJS();

// Every fourth number and every fifth text have moved.
const columns = (isNow: boolean) =>
  [
    ...Array.from(
      { length: numbers },
      (_, k) =>
        `sqrt(-2 * ln(random() + 1e-12)) * cos(6.2832 * random())${isNow && k % 4 === 0 ? ' + 0.4' : ''} AS x${k}`,
    ),
    ...Array.from(
      { length: texts },
      (_, k) => `'v' || (random() * random() * 8${isNow && k % 5 === 0 ? ' / 2' : ''})::INTEGER AS c${k}`,
    ),
    'random() AS prediction',
  ].join(', ');

try {
  await connection.run('SELECT setseed(0.5)');
  const before = await read(`SELECT ${columns(false)} FROM range(20000)`);
  await connection.run(
    `COPY (SELECT ${columns(true)}, 'p' || i AS prediction_id, 200 AS status FROM range(${rows}) r(i)) TO '${folder}/log.parquet'`,
  );
  await connection.run(`CREATE VIEW log AS SELECT *, 1.0::DOUBLE AS stands_for FROM '${folder}/log.parquet'`);
  const bytes = (await stat(join(folder, 'log.parquet'))).size;
  const profile = profileOf(before);

  const peakBefore = process.resourceUsage().maxRSS;
  const begun = performance.now();
  const summary = await summarizeLog({ query: async (sql) => toTable(await read(sql)) });
  const summarized = performance.now();
  const drifts = stats.drift(profile, summary);
  const ended = performance.now();
  const drifted = drifts.filter(({ verdict }) => verdict === 'drift').length;
  console.log(`${rows} rows × ${numbers + texts} columns, ${Math.round(bytes / 1e6)} MB of Parquet`);
  console.log(
    `Cellar      ${seconds(ended - begun)} (summary ${seconds(summarized - begun)}, statistics ${seconds(ended - summarized)}), ${drifted} of ${drifts.length} drifted, peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB (${Math.round(peakBefore / 1024)} MB before)`,
  );
  if (process.env.PYTHON) {
    await connection.run(
      `COPY (SELECT ${columns(false)} FROM range(20000)) TO '${folder}/reference.parquet'`,
    );
    await writeFile(join(folder, 'peer.py'), evidently);
    const { stdout } = await promisify(execFile)(process.env.PYTHON, [join(folder, 'peer.py'), folder], {
      maxBuffer: 1e7,
    });
    const { took, peak, share } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
    console.log(`Evidently   ${seconds(took * 1000)}, share drifted ${share}, peak ${Math.round(peak)} MB`);
    console.log(`Ratio       ${((took * 1000) / (ended - begun)).toFixed(1)} ×`);
  }
} finally {
  connection.closeSync();
  instance.closeSync();
  await rm(folder, { recursive: true, force: true });
}

function profileOf(before: Record<string, unknown[]>): TrainingProfile {
  const learn = ([name, values]: [string, unknown[]]) =>
    name.startsWith('c')
      ? profileColumn({ name, type: 'string', values: values.map(String) })
      : profileColumn({ name, type: 'number', values: Float64Array.from(values, Number) });
  const entries = Object.entries(before);
  const prediction = learn(entries.find(([name]) => name === 'prediction') ?? ['prediction', []]);
  const features = entries.filter(([name]) => name !== 'prediction').map(learn);
  return { format: 1, rows: 20_000, features, prediction, target: prediction };
}

/** As the tab's engine answers: typed also where there are no rows. */
function toTable(columns: Record<string, unknown[]>) {
  const isNumber = (name: string) => /^(x\d|prediction$|status$|n$|h\d|m\d)/.test(name);
  const entries = Object.entries(columns);
  return tableFromArrays(
    Object.fromEntries(
      entries.map(([name, values]) => [
        name,
        values.map((value) => (value === null ? null : isNumber(name) ? Number(value) : String(value))),
      ]),
    ),
    { types: Object.fromEntries(entries.map(([name]) => [name, isNumber(name) ? float64() : utf8()])) },
  );
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
