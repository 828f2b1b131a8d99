/**
 * Predictions over HTTP at 32 connections, one row each, every answer durable in the log before it is given; beside a bare Node
 * HTTP server that echoes the same body, and the model alone in process: `npx tsx benchmarks/predict.bench.ts`. The load comes
 * from a thread of the same machine, so trust the ratios.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import autocannon from 'autocannon';
import { readBikeRides } from '@/cells/ml/example-data.fixture';
import { nodeAssets } from '@/cells/ml/node-assets';
import { findColumn, takeTableRows } from '@/cells/ml/read-table';
import { train } from '@/cells/ml/train';
import { createHttpApp } from '@/server/http/app';
import { createRequestHandler, openPort } from '@/server/http/listen';
import { predictRoutes } from '@/server/http/predict-routes';
import { admitVersion, promoteModel } from '@/server/services/registry';
import { uploadPackage } from '@/server/services/registry/testing';
import { openTestSystem } from '@/server/testing';

const features = ['hr', 'temp', 'hum', 'windspeed', 'workingday', 'weathersit'];
const seconds = 5;
const learners = ['linear', 'boosted-trees', 'network'] as const;

const measure = async (url: string, body: string) => {
  const load = {
    url,
    method: 'POST' as const,
    body,
    headers: { 'content-type': 'application/json' },
    connections: 32,
    workers: 1,
  };
  await autocannon({ ...load, duration: 1 });
  const result = await autocannon({ ...load, duration: seconds });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} refused, ${result.errors} failed`);
  return { rate: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
};

const echo = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(JSON.parse(Buffer.concat(chunks).toString())));
});
await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
// A listening TCP server has an address with a port.
const echoUrl = `http://127.0.0.1:${(echo.address() as AddressInfo).port}/`;

const test = await openTestSystem();
const port = await openPort({ port: 0, host: '127.0.0.1' });
port.answer(createRequestHandler(test.system, createHttpApp(test.system, predictRoutes(test.system))));
const ours = (reference: string) => `http://127.0.0.1:${port.port}/api/models/${reference}/predict`;
const rides = takeTableRows(
  readBikeRides(),
  Uint32Array.from({ length: 3000 }, (_, i) => i * 5),
);
const row = Object.fromEntries(features.map((name) => [name, findColumn(rides, name)?.values[7]]));

const table: Record<string, Record<string, string | number>> = {};
for (const learner of learners) {
  const context = { assets: nodeAssets(), signal: new AbortController().signal, progress: () => {} };
  const model = await train(rides, { target: 'cnt', learner, features }, context);
  const promotion = await uploadPackage(test.context, { model: learner, files: await model.toPackage() });
  await admitVersion(test.context, await promoteModel(test.context, promotion));
  const alone = await measureAlone(model);
  const body = JSON.stringify({ rows: [row] });
  const bare = await measure(echoUrl, body);
  const served = await measure(ours(learner), body);
  const many = await measure(ours(learner), JSON.stringify({ rows: Array.from({ length: 100 }, () => row) }));
  table[learner] = {
    'echo req/s': Math.round(bare.rate),
    'ours req/s': Math.round(served.rate),
    'ours / echo': Number((served.rate / bare.rate).toFixed(2)),
    'p50 ms': served.p50,
    'p99 ms': served.p99,
    'model alone calls/s': Math.round(alone),
    '100 rows: rows/s': Math.round(many.rate * 100),
  };
}
console.table(table);
await port.close();
echo.close();
await test.close();
process.exit(0);

/** One row after another, in this thread. */
async function measureAlone(model: Awaited<ReturnType<typeof train>>): Promise<number> {
  const one = takeTableRows(rides, [7]);
  const until = performance.now() + 1000;
  let calls = 0;
  while (performance.now() < until) {
    await model.predict(one);
    calls++;
  }
  return calls;
}
