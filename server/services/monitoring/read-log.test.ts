import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withDuckDB } from '../../duckdb';
import { openTestSystem, type TestSystem } from '../../testing';
import { joinSignatures } from './log-columns';
import { withLogFiles } from './log-files';
import { type PredictionRecord, segmentFolder } from './log-format';
import { predictionsSql } from './read-log';
import { rollSegments } from './roll-segments';

const columns = joinSignatures([
  {
    inputs: [
      { name: 'hr', type: 'number', required: true },
      { name: 'role', type: 'string', required: true },
    ],
    output: { name: 'cnt', type: 'number' },
  },
]);

let test: TestSystem;
beforeAll(async () => {
  test = await openTestSystem();
});
afterAll(() => test.close());

/** A file as it was written before deployments: without their columns, and with an input named like one of a line's fields. */
async function writeOldParquet() {
  const path = `${test.folder}/old.parquet`;
  await withDuckDB({ memory: '128MB', temporaryFolder: test.folder }, async (connection) => {
    await connection.run(
      `COPY (SELECT 8.0::DOUBLE AS hr, 'rider' AS role, 12.5::DOUBLE AS prediction, NULL::VARCHAR AS probabilities, 'old-file' AS prediction_id, 'old-file' AS request_id,
        make_timestamp(1000000::BIGINT) AS predicted_at, 1::INTEGER AS model_version, 2.0::DOUBLE AS latency_ms, 200::INTEGER AS status, NULL::VARCHAR AS error) TO '${path}' (FORMAT parquet)`,
    );
  });
  await test.system.storage.putKey('predictions/bikes/1970-01-01/1-1-0.parquet', createReadStream(path));
}

const line: PredictionRecord = {
  ...{
    kind: 'prediction',
    model: 'bikes',
    id: 'new',
    request: 'new',
    at: 3e6,
    version: 2,
    latency: 1,
    status: 200,
  },
  ...{ error: null, inputs: { hr: 9, role: 'rider' }, prediction: 3, probabilities: null },
  ...{ deployment: 'front', role: 'canary', key: 'Ada', standsFor: 10 },
};

it('reads files and lines that know nothing of deployments beside those that do, before and after they became Parquet', async () => {
  await writeOldParquet();
  const { deployment: _, role: _role, key: _key, standsFor: _weight, ...bare } = line;
  const old = { ...bare, id: 'old-line', at: 2e6 };
  const folder = segmentFolder(test.folder);
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/2-2-0.jsonl`, `${[old, line].map((one) => JSON.stringify(one)).join('\n')}\n`);
  const read = () =>
    withLogFiles(test.system, { model: 'bikes' }, (files) =>
      withDuckDB({ memory: '128MB', temporaryFolder: files.folder }, async (connection) => {
        const found = await connection.runAndReadAll(
          `SELECT prediction_id, role, deployment, deployment_role, subject_key, stands_for FROM (${predictionsSql(files, 'bikes', columns, 'true')}) ORDER BY predicted_at`,
        );
        return found.getRows();
      }),
    );
  const expected = [
    ['old-file', 'rider', null, null, null, 1],
    ['old-line', 'rider', null, null, null, 1],
    ['new', 'rider', 'front', 'canary', 'Ada', 10],
  ];
  expect(await read()).toEqual(expected);
  expect(await rollSegments(test.system)).toBe(1);
  // The model is not registered here, so what was rolled has the log's own columns only.
  expect(await read()).toEqual(
    expected.map(([id, role, ...rest]) => [id, id === 'old-file' ? role : null, ...rest]),
  );
});
