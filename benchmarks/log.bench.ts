/**
 * What the prediction log takes: `npx tsx benchmarks/log.bench.ts [rows]`. Rows of 12 inputs in requests of 20, 32 of which wait at once:
 * appended durably as the server does, beside the same rows handed to DuckDB and written as Parquet in one go (neither durable row by
 * row nor readable meanwhile). Per second of CPU, as the machine may have other work. Then a disk that takes 50 ms for each write: what
 * waits is bounded, the rest is turned away.
 */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlText, withDuckDB } from '../server/duckdb';
import type { PredictionRecord } from '../server/services/monitoring/log-format';
import { createPredictionLog, type PredictionLogOptions } from '../server/serving/prediction-log';

const rows = Number(process.argv[2] ?? 200_000);
const perRequest = 20;
const folder = await mkdtemp(join(tmpdir(), 'cellar-log-bench-'));

const record = (i: number): PredictionRecord => ({
  ...{ kind: 'prediction', model: 'bikes', id: `mwqsxbd8-${i}`, request: `mwqsxbd8-${i - (i % perRequest)}` },
  ...{ at: 1_700_000_000_000_000 + i, version: 3, latency: 1.25, status: 200, error: null },
  inputs: Object.fromEntries(Array.from({ length: 12 }, (_, k) => [`input_${k}`, (i * (k + 1)) % 977])),
  ...{ prediction: i % 300, probabilities: null, key: `subject ${i % 1000}` },
});

async function measure(work: () => Promise<number>) {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  const done = await work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    perCpuSecond: done / ((user + system) / 1e6),
    perSecond: done / ((performance.now() - start) / 1000),
  };
}

async function appendAll(options: Partial<PredictionLogOptions>): Promise<number> {
  const log = createPredictionLog({ folder: join(folder, 'segments'), onClosed() {}, ...options });
  let next = 0;
  let taken = 0;
  const caller = async () => {
    while (next < rows) {
      const first = next;
      next += perRequest;
      await log
        .append(Array.from({ length: perRequest }, (_, k) => record(first + k)))
        .then(() => {
          taken += perRequest;
        })
        .catch(() => {});
    }
  };
  await Promise.all(Array.from({ length: 32 }, caller));
  await log.roll();
  return taken;
}

const bareParquet = () =>
  withDuckDB({ memory: '1GB', threads: 1, temporaryFolder: folder }, async (connection) => {
    const inputs = Array.from({ length: 12 }, (_, k) => `input_${k} DOUBLE`).join(', ');
    await connection.run(
      `CREATE TABLE log (id VARCHAR, request VARCHAR, "at" BIGINT, version INTEGER, latency DOUBLE, status INTEGER, key VARCHAR, prediction DOUBLE, ${inputs})`,
    );
    const appender = await connection.createAppender('log');
    for (let i = 0; i < rows; i++) {
      const one = record(i);
      appender.appendVarchar(one.id);
      appender.appendVarchar(one.request);
      appender.appendBigInt(BigInt(one.at));
      appender.appendInteger(3);
      appender.appendDouble(one.latency);
      appender.appendInteger(one.status);
      appender.appendVarchar(one.key ?? '');
      appender.appendDouble(Number(one.prediction));
      for (const value of Object.values(one.inputs ?? {})) appender.appendDouble(Number(value));
      appender.endRow();
    }
    appender.closeSync();
    await connection.run(
      `COPY log TO ${sqlText(join(folder, 'bare.parquet'))} (FORMAT parquet, COMPRESSION zstd)`,
    );
    return rows;
  });

/** As a disk that is far away, or busy with others. */
const slow: PredictionLogOptions['open'] = async (path, flags, mode) => {
  const handle = await open(path, flags, mode);
  const write = handle.writeFile.bind(handle);
  return Object.assign(handle, {
    writeFile: async (...given: Parameters<typeof write>) => {
      await new Promise((done) => setTimeout(done, 50));
      return write(...given);
    },
  });
};

try {
  await appendAll({});
  const log = await measure(() => appendAll({}));
  const bare = await measure(bareParquet);
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  const slowly = await measure(() => appendAll({ open: slow }));
  clearInterval(watch);
  console.table({
    'prediction log': shown(log),
    'bare Parquet': shown(bare),
    'log on a slow disk': shown(slowly),
  });
  console.log(`log / bare Parquet: ${(log.perCpuSecond / bare.perCpuSecond).toFixed(2)} by CPU`);
  console.log(`memory on the slow disk: +${((peak - before) / 1024 ** 2).toFixed(0)} MB at most`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function shown({ perCpuSecond, perSecond }: Awaited<ReturnType<typeof measure>>) {
  return { 'rows per second of CPU': Math.round(perCpuSecond), 'rows per second': Math.round(perSecond) };
}
