/**
 * A year of the log from sketches and from its rows: `npx tsx benchmarks/sketches.bench.ts [rows an hour] [inputs]`. Seconds of CPU, as the
 * machine may have other work. From the rows: the window as a notebook opens it, and one query of means over it.
 */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { sqlText, withDuckDB } from '../server/duckdb';
import { keepLog, openGrantedPredictions, readGrantedSketches } from '../server/services/monitoring';
import { createNotebook, grantPredictions } from '../server/services/notebooks';
import { admitVersion, readModel } from '../server/services/registry';
import { exampleManifest, examplePackage, promoteExample } from '../server/services/registry/testing';
import { openTestSystem } from '../server/testing';

const perHour = Number(process.argv[2] ?? 100);
const inputs = Array.from({ length: Number(process.argv[3] ?? 20) }, (_, i) => `input_${i}`);
const start = Date.UTC(2025, 0, 1);
const days = 365;

const test = await openTestSystem();
const { system, context, folder } = test;
const signature = {
  ...exampleManifest.signature,
  inputs: inputs.map((name) => ({ name, type: 'number' as const, required: true })),
};
const files = examplePackage({ ...exampleManifest, signature });
const { versionId } = await promoteExample(context, { model: 'bikes', files });
await admitVersion(context, { versionId });
const notebookId = (await createNotebook(context, { title: 'Year' })).id;
await grantPredictions(context, { notebookId, modelId: (await readModel(context, { model: 'bikes' })).id });

let bytes = 0;
await withDuckDB({ memory: '1GB', temporaryFolder: folder }, async (connection) => {
  for (let day = 0; day < days; day++) {
    const from = (start + day * 86_400_000) * 1000;
    const path = join(folder, 'day.parquet');
    const values = inputs.map((name, i) => `random() * ${i + 1} AS ${name}`).join(', ');
    await connection.run(
      `COPY (SELECT ${values}, random() * 100 AS prediction, uuid()::VARCHAR AS prediction_id, uuid()::VARCHAR AS request_id,
         make_timestamp(${from}::BIGINT + i * ${Math.floor(3_600_000_000 / perHour)}::BIGINT) AS predicted_at, 1 AS model_version, random() AS latency_ms, 200 AS status,
         NULL::VARCHAR AS error, NULL::VARCHAR AS probabilities, 'bikes' AS deployment, 'stable' AS deployment_role, NULL::VARCHAR AS subject_key
       FROM range(${24 * perHour}) r(i)) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    const date = new Date(start + day * 86_400_000).toISOString().slice(0, 10);
    await system.storage.putKey(
      `predictions/bikes/${date}/${start + day}-7-0.parquet`,
      createReadStream(path),
    );
  }
});
test.setTime(new Date(start + days * 86_400_000));

async function measure<T>(what: string, work: () => Promise<T>): Promise<T> {
  const [cpu, begun] = [process.cpuUsage(), performance.now()];
  const result = await work();
  const { user, system: kernel } = process.cpuUsage(cpu);
  const seconds = (performance.now() - begun) / 1000;
  console.log(`${what}: ${((user + kernel) / 1e6).toFixed(1)} s of CPU, ${seconds.toFixed(1)} s`);
  return result;
}
const sizeOf = async (prefix: string) =>
  (await system.storage.listKeys(prefix)).reduce((sum, file) => sum + file.bytes, 0) / 1e6;

bytes = await sizeOf('predictions/');
console.log(`${days * 24 * perHour} rows of ${inputs.length} inputs, ${bytes.toFixed(0)} MB of Parquet`);
const window = { notebookId, model: 'bikes', from: new Date(start).toISOString() };
await measure('sketching the year, once', () => keepLog(context));
console.log(`sketches: ${(await sizeOf('prediction-sketches/')).toFixed(0)} MB`);
for (const per of ['week', 'day', 'month'] as const) {
  const found = await measure(`a year by ${per} from sketches`, () =>
    readGrantedSketches(context, { ...window, per }),
  );
  console.log(
    `  ${found.parts.length} parts, ${(JSON.stringify(found).length / 1e6).toFixed(1)} MB, ${found.rowsRead} rows read`,
  );
}
const { key } = await measure('a year from its rows: the window', () =>
  openGrantedPredictions(context, window),
);
await measure('  and means over it', async () => {
  const path = await system.storage.localKeyPath(key);
  await withDuckDB({ memory: '1GB', temporaryFolder: folder }, async (connection) => {
    await connection.run(`ATTACH ${sqlText(path)} AS log (READ_ONLY)`);
    await connection.runAndReadAll(
      `SELECT ${inputs.map((name) => `avg(${name}), quantile_cont(${name}, 0.5)`).join(', ')} FROM log.data`,
    );
  });
});
console.log(`  ${(await sizeOf('prediction-windows/')).toFixed(0)} MB window`);
await test.close();
