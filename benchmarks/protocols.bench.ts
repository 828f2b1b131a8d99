/**
 * The same model asked in each protocol, over HTTP, every answer durable in the log before it is given: requests per second and latency at
 * 1, 32 and 256 connections, with one row and with 100; beside a bare Node HTTP server that echoes the same body, the model alone in
 * process, and `mlflow models serve` of boosted trees of scikit-learn on the same rows where MLFLOW_SERVER names an `mlflow`
 * (MLflow 3, scikit-learn). Then memory under mixed load for MINUTES (60; 0 for none).
 *
 *     MINUTES=5 MLFLOW_SERVER=/path/to/venv/bin/mlflow npx tsx benchmarks/protocols.bench.ts
 *
 * The load comes from the same machine, so trust the ratios. SECONDS (3) is how long each line is measured.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import autocannon from 'autocannon';
import { readBikeRides } from '@/cells/ml/example-data.fixture';
import { findColumn, takeTableRows } from '@/cells/ml/read-table';
import { createHttpApp } from '@/server/http/app';
import { createRequestHandler, openPort } from '@/server/http/listen';
import { rollSegments } from '@/server/services/monitoring';
import { promoteTrained } from '@/server/services/registry/testing';
import { openTestSystem } from '@/server/testing';

const { MINUTES = '60', SECONDS = '3', MLFLOW_SERVER } = process.env;
const features = ['hr', 'temp', 'hum', 'windspeed', 'workingday', 'weathersit'];
const peerPort = 3119;

const rides = takeTableRows(
  readBikeRides(),
  Uint32Array.from({ length: 3000 }, (_, i) => i * 5),
);
const row = Object.fromEntries(features.map((name) => [name, findColumn(rides, name)?.values[7]]));
const rowsOf = (count: number) => Array.from({ length: count }, () => row);
const columnsOf = (count: number) =>
  Object.entries(row).map(([name, value]) => ({ name, data: Array.from({ length: count }, () => value) }));
const split = (count: number) => ({
  dataframe_split: { columns: features, data: rowsOf(count).map((one) => features.map((name) => one[name])) },
});

const test = await openTestSystem();
const { trained } = await promoteTrained(test.context, {
  ...{ model: 'rides', rows: rides },
  options: { target: 'cnt', learner: 'boosted-trees', features, options: { rounds: 100 } },
});
const port = await openPort({ port: 0, host: '127.0.0.1' });
port.answer(createRequestHandler(test.system, createHttpApp(test.system)));
const ours = `http://127.0.0.1:${port.port}`;

const echo = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(JSON.parse(Buffer.concat(chunks).toString())));
});
await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
// A listening TCP server has an address with a port.
const bare = `http://127.0.0.1:${(echo.address() as AddressInfo).port}/`;

interface Form {
  readonly name: string;
  readonly url: string;
  body(rows: number): unknown;
}

const own: readonly Form[] = [
  { name: 'Cellar', url: `${ours}/api/models/rides/predict`, body: (rows) => ({ rows: rowsOf(rows) }) },
  {
    name: 'TensorFlow Serving',
    url: `${ours}/v1/models/rides:predict`,
    body: (rows) => ({ instances: rowsOf(rows) }),
  },
  {
    name: 'Open Inference',
    url: `${ours}/v2/models/rides/infer`,
    body: (rows) => ({
      inputs: columnsOf(rows).map((column) => ({ ...column, shape: [rows], datatype: 'FP64' })),
    }),
  },
  { name: 'MLflow scoring', url: `${ours}/api/models/rides/invocations`, body: split },
];
const peer = MLFLOW_SERVER ? await startPeer(MLFLOW_SERVER) : undefined;
const forms: readonly Form[] = [
  { name: 'bare Node HTTP', url: bare, body: (rows) => ({ rows: rowsOf(rows) }) },
  ...own,
  ...(peer
    ? [{ name: 'mlflow models serve', url: `http://127.0.0.1:${peerPort}/invocations`, body: split }]
    : []),
];

const [cpu] = cpus();
const load = loadavg().map((one) => one.toFixed(1));
console.log(`${cpu?.model}, ${cpus().length} cores, load ${load.join(' ')} · Node ${process.version}`);
const lines: Record<string, string | number>[] = [];
for (const rows of [1, 100]) {
  console.log(
    `The model alone, in process, ${rows === 1 ? 'one row' : `${rows} rows`} a call: ${Math.round(await measureAlone(rows))} calls/s`,
  );
  for (const connections of [1, 32, 256]) {
    const measured = new Map<string, number>();
    for (const form of forms) {
      const { rate, p50, p99, failed } = await measure(form, { rows, connections });
      measured.set(form.name, rate);
      const [first, theirs] = [measured.get('bare Node HTTP') ?? 0, measured.get('mlflow models serve')];
      const line = {
        ...{ rows, connections, form: form.name, 'req/s': Math.round(rate) },
        ...{ 'p50 ms': p50, 'p99 ms': p99, failed, '/ bare': Number((rate / first).toFixed(2)) },
      };
      lines.push(line);
      if (!theirs) continue;
      for (const before of lines)
        if (before.rows === rows && before.connections === connections)
          before['/ mlflow serve'] = Number(((measured.get(String(before.form)) ?? 0) / theirs).toFixed(1));
    }
  }
}
console.table(lines);
peer?.kill();
if (Number(MINUTES) > 0) console.table(await measureMemory(Number(MINUTES)));
await port.close();
echo.close();
await test.close();
process.exit(0);

async function measure(form: Form, { rows, connections }: { rows: number; connections: number }) {
  const one = {
    ...{ url: form.url, method: 'POST' as const, body: JSON.stringify(form.body(rows)), workers: 1 },
    ...{ headers: { 'content-type': 'application/json' }, connections },
  };
  await autocannon({ ...one, duration: 1 });
  const result = await autocannon({ ...one, duration: Number(SECONDS) });
  const { p50, p99 } = result.latency;
  return { rate: result.requests.average, p50, p99, failed: result.non2xx + result.errors };
}

/** One call after another, in this thread. */
async function measureAlone(count: number): Promise<number> {
  const table = takeTableRows(rides, new Uint32Array(count).fill(7));
  const began = performance.now();
  let calls = 0;
  for (; performance.now() - began < 1000; calls++) await trained.predict(table);
  return (1000 * calls) / (performance.now() - began);
}

/** Boosted trees of scikit-learn, as many as ours, on the same rows. */
async function startPeer(mlflow: string) {
  const folder = join(test.folder, 'mlflow-peer');
  const script = `
import mlflow, pandas
from sklearn.ensemble import HistGradientBoostingRegressor
rides = pandas.read_csv("examples/data/bike-sharing-hour.csv").iloc[0:15000:5]
features = ${JSON.stringify(features)}
model = HistGradientBoostingRegressor(max_iter=100, early_stopping=False).fit(rides[features].astype(float), rides["cnt"])
mlflow.sklearn.save_model(model, ${JSON.stringify(folder)}, input_example=rides[features].astype(float).head(1))
`;
  const env = {
    ...process.env,
    PATH: `${dirname(mlflow)}:${process.env.PATH}`,
    MLFLOW_TRACKING_URI: `file:${folder}-runs`,
  };
  const made = spawnSync(join(dirname(mlflow), 'python'), ['-c', script], { encoding: 'utf8', env });
  if (made.status !== 0) throw new Error(`MLflow could not save its model: ${made.stderr}`);
  const address = ['--host', '127.0.0.1', '--port', String(peerPort)];
  const args = ['models', 'serve', '-m', folder, '--env-manager', 'local', ...address];
  // In a group of its own: what it starts ends with it.
  const server = spawn(mlflow, args, {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  server.stderr.on('data', (text) => {
    said = (said + text).slice(-2000);
  });
  const kill = () => {
    process.off('exit', kill);
    if (server.pid && server.exitCode === null) process.kill(-server.pid);
  };
  process.once('exit', kill);
  for (let tries = 0; tries < 300 && server.exitCode === null; tries++) {
    await setTimeout(1000);
    const answer = await fetch(`http://127.0.0.1:${peerPort}/ping`).catch(() => undefined);
    if (answer?.ok) return { kill };
  }
  kill();
  throw new Error(`mlflow models serve did not come up within five minutes, or ended. ${said}`);
}

/** All forms at once from processes of their own, 8 connections each, one row and 100 rows; the log is brought to storage meanwhile. */
async function measureMemory(minutes: number) {
  const cannon = join('node_modules', 'autocannon', 'autocannon.js');
  const loads = own.flatMap((form) =>
    [1, 100].map((rows) => {
      const body = JSON.stringify(form.body(rows));
      const about = ['--json', '-m', 'POST', '-H', 'content-type=application/json', '-b', body];
      const args = [cannon, '-c', '8', '-d', String(Math.round(minutes * 60)), ...about, form.url];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
      // What autocannon prints is its result.
      return json(child.stdout) as Promise<{ requests: { total: number }; non2xx: number; errors: number }>;
    }),
  );
  const looks = 10;
  const began = performance.now();
  const table: Record<string, string | number>[] = [];
  for (let look = 0; look <= looks; look++) {
    await rollSegments(test.system);
    const { rss, heapUsed, external } = process.memoryUsage();
    const mb = (bytes: number) => Math.round(bytes / 1024 ** 2);
    table.push({
      minute: Number(((minutes * look) / looks).toFixed(1)),
      ...{ 'rss MB': mb(rss), 'heap MB': mb(heapUsed), 'external MB': mb(external) },
    });
    // By the clock: bringing the log to storage takes its time too.
    const next = began + (minutes * 60_000 * (look + 1)) / looks;
    if (look < looks) await setTimeout(Math.max(0, next - performance.now()));
  }
  const done = await Promise.all(loads);
  const answered = done.reduce((sum, { requests }) => sum + requests.total, 0);
  const failed = done.reduce((sum, { non2xx, errors }) => sum + non2xx + errors, 0);
  console.log(
    `Mixed load, ${minutes} minutes: ${answered} requests answered, ${failed} failed or waited for in vain`,
  );
  return table;
}
