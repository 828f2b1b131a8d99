/**
 * MLflow's calls over HTTP against this server, on its own durable database, and beside it a real `mlflow server` on SQLite where
 * MLFLOW_SERVER names the program: `RUNS=20000 npx tsx benchmarks/tracking.bench.ts`. Runs of 400 points are logged one batch each,
 * then single points and searches are timed over what there is. One client, one request at a time: trust the ratios.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@/server/db/open-database';
import { createHttpApp } from '@/server/http/app';
import { createRequestHandler, openPort } from '@/server/http/listen';
import { openTestSystem } from '@/server/testing';

const runs = Number(process.env.RUNS ?? 20_000);
const points = 400;

interface RunAnswer {
  readonly run: { readonly info: { readonly run_id: string } };
}

async function measure(url: string) {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}/api/2.0/mlflow/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const times = async (count: number, work: (index: number) => Promise<unknown>) => {
    const taken: number[] = [];
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await work(i);
      taken.push(performance.now() - start);
    }
    taken.sort((a, b) => a - b);
    const at = (share: number) => taken[Math.floor(share * (taken.length - 1))] ?? 0;
    return { p50: at(0.5), p95: at(0.95) };
  };
  const ids: string[] = [];
  let batched = 0;
  for (let i = 0; i < runs; i++) {
    // MLflow's own answer, whose shape is the protocol's.
    const { run } = (await call('POST', 'runs/create', {
      experiment_id: '0',
      start_time: 1e12 + i,
    })) as RunAnswer;
    ids.push(run.info.run_id);
    const start = performance.now();
    await call('POST', 'runs/log-batch', {
      run_id: run.info.run_id,
      metrics: Array.from({ length: points }, (_, step) => ({
        key: 'loss',
        value: ((i * 7919) % 1000) / 1000 + 1 / (step + 1),
        timestamp: 1e12 + step,
        step,
      })),
      params: [{ key: 'depth', value: String(i % 12) }],
    });
    batched += performance.now() - start;
  }
  const idOf = (index: number) => ids[(index * 7919) % ids.length] ?? '';
  const single = await times(200, (i) =>
    call('POST', 'runs/log-metric', {
      run_id: idOf(i),
      key: 'loss',
      value: i,
      timestamp: 2e12 + i,
      step: points + i,
    }),
  );
  const search = await times(30, (i) =>
    call('POST', 'runs/search', {
      experiment_ids: ['0'],
      filter: `metrics.loss < ${0.2 + i / 100} and params.depth = '${i % 12}'`,
      order_by: ['metrics.loss ASC'],
      max_results: 100,
    }),
  );
  const history = await times(50, (i) =>
    call('GET', `metrics/get-history?run_id=${idOf(i)}&metric_key=loss`),
  );
  const round = (value: number) => Number(value.toFixed(1));
  return {
    'log-batch rows/s': Math.round((runs * points) / (batched / 1000)),
    'log-metric p50 ms': round(single.p50),
    'log-metric p95 ms': round(single.p95),
    'search p50 ms': round(search.p50),
    'search p95 ms': round(search.p95),
    'history p50 ms': round(history.p50),
    'history p95 ms': round(history.p95),
  };
}

const folder = await mkdtemp(join(tmpdir(), 'cellar-bench-'));
const root = join(import.meta.dirname, '..');
const table: Record<string, Record<string, number>> = {};
const test = await openTestSystem({ open: () => openEmbedded(folder, join(root, 'migrations')) });
const port = await openPort({ port: 0, host: '127.0.0.1' });
port.answer(createRequestHandler(test.system, createHttpApp(test.system)));
table.ours = await measure(`http://127.0.0.1:${port.port}`);
await port.close();
await test.close();

const program = process.env.MLFLOW_SERVER;
if (program) {
  const free = await openPort({ port: 0, host: '127.0.0.1' });
  await free.close();
  const peer = spawn(
    program,
    [
      'server',
      '--host',
      '127.0.0.1',
      '--port',
      String(free.port),
      '--workers',
      '1',
      '--backend-store-uri',
      `sqlite:///${folder}/peer.db`,
    ],
    { stdio: 'ignore', cwd: folder, detached: true },
  );
  try {
    const url = `http://127.0.0.1:${free.port}`;
    for (
      let tries = 0;
      !(await fetch(`${url}/health`).then(
        (answer) => answer.ok,
        () => false,
      ));
      tries++
    ) {
      if (tries > 120) throw new Error('mlflow server does not start.');
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    table.mlflow = await measure(url);
  } finally {
    // Its workers are children of it: the whole group ends.
    if (peer.pid) process.kill(-peer.pid);
  }
} else console.log('MLFLOW_SERVER names no program: nothing stands beside ours.');
await rm(folder, { recursive: true, force: true });

console.log(`${runs} runs × ${points} points`);
console.table(table);
