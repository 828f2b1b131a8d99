import { readdir, rename } from 'node:fs/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBikeRides } from '@/cells/ml/example-data.fixture';
import { nodeAssets } from '@/cells/ml/node-assets';
import { takeTableRows } from '@/cells/ml/read-table';
import { train } from '@/cells/ml/train';
import { testDatabases } from '../db/testing';
import { withDuckDB } from '../duckdb';
import { openGrantedPredictions, readTraffic, rollSegments } from '../services/monitoring';
import { grantPredictions } from '../services/notebooks';
import { admitVersion, promoteModel, readModel } from '../services/registry';
import { uploadPackage } from '../services/registry/testing';
import { moveAlias } from '../serving';
import { openTestSystem, type TestSystem } from '../testing';
import { createHttpApp } from './app';
import { predictRoutes } from './predict-routes';

/** Two really trained models of bike demand; the second without the weather, so that their answers differ. */
async function trainExamples() {
  const rides = readBikeRides();
  const some = takeTableRows(
    rides,
    Uint32Array.from({ length: 600 }, (_, i) => i * 20),
  );
  const options = { target: 'cnt', learner: 'linear' as const };
  const context = { assets: nodeAssets(), signal: new AbortController().signal, progress: () => {} };
  const first = await train(some, { ...options, features: ['hr', 'temp', 'weathersit'] }, context);
  const second = await train(some, { ...options, features: ['hr', 'temp'] }, context);
  return { first, second, packages: [await first.toPackage(), await second.toPackage()] };
}

describe.each(testDatabases)('predictions over HTTP, on $name', ({ open }) => {
  let test: TestSystem;
  let app: ReturnType<typeof createHttpApp>;
  let examples: Awaited<ReturnType<typeof trainExamples>>;
  beforeAll(async () => {
    test = await openTestSystem({ open });
    app = createHttpApp(test.system, predictRoutes(test.system));
    examples = await trainExamples();
    for (const files of examples.packages) {
      const { versionId } = await promoteModel(
        test.context,
        await uploadPackage(test.context, { model: 'bikes', files }),
      );
      await admitVersion(test.context, { versionId });
    }
  });
  afterAll(() => test.close());

  const call = async (path: string, body?: unknown) => {
    const response = await app.request(`http://localhost${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { host: 'localhost', 'content-type': 'application/json' },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  const row = { hr: 8, temp: 0.5, weathersit: 1 };

  it('says what it takes, with an example that works', async () => {
    const about = await call('/api/models/bikes/predict');
    expect(about).toMatchObject({ status: 200, body: { model: 'bikes', version: 1, target: 'cnt' } });
    expect(about.body.signature.inputs.map(({ name }: { name: string }) => name)).toEqual([
      'hr',
      'temp',
      'weathersit',
    ]);
    expect((await call('/api/models/bikes/predict', about.body.example)).status).toBe(200);
  });

  it('describes itself in OpenAPI, and every call that it describes works as its example stands there', async () => {
    const { body } = await call('/api/models/bikes@champion/openapi.json');
    expect(await new Validator().validate(structuredClone(body))).toEqual({ valid: true });
    expect(body.components.schemas.Row).toMatchObject({
      ...{ type: 'object', required: expect.any(Array) },
      properties: { hr: { type: expect.anything() }, temp: {}, weathersit: {} },
    });
    const all = createHttpApp(test.system);
    const paths = Object.entries<{
      post: { requestBody: { content: Record<string, { example: unknown }> } };
    }>(body.paths);
    expect(paths).toHaveLength(6);
    for (const [path, { post }] of paths) {
      const response = await all.request(`http://localhost${path}`, {
        method: 'POST',
        headers: { host: 'localhost', 'content-type': 'application/json' },
        body: JSON.stringify(post.requestBody.content['application/json']?.example),
      });
      expect(response.status, `${path}: ${await response.clone().text()}`).toBe(200);
    }
  });

  it('answers like the model in the notebook, by champion, alias and version', async () => {
    const rows = [row, { ...row, hr: 17 }];
    const expected = await examples.first.predict({
      numRows: 2,
      columns: [
        { name: 'hr', type: 'number', values: Float64Array.of(8, 17) },
        { name: 'temp', type: 'number', values: Float64Array.of(0.5, 0.5) },
        { name: 'weathersit', type: 'number', values: Float64Array.of(1, 1) },
      ],
    });
    for (const reference of ['bikes', 'bikes@champion', 'bikes@1']) {
      const { status, body } = await call(`/api/models/${reference}/predict`, { rows, id: 'mine' });
      expect(status).toBe(200);
      expect(body).toMatchObject({ model: 'bikes', version: 1, id: 'mine' });
      expect(body.predictions.map(({ id }: { id: string }) => id)).toEqual(['mine-0', 'mine-1']);
      expect(body.predictions[0].prediction).toBeCloseTo(Number(expected.values[0]), 5);
      expect(body.predictions[1].prediction).toBeCloseTo(Number(expected.values[1]), 5);
    }
    expect(await call('/api/models/bikes@2/predict', [row])).toMatchObject({
      status: 200,
      body: { version: 2, warnings: ['The model does not use “weathersit”.'] },
    });
  });

  it('names the row and the field of what it cannot take', async () => {
    const { status, body } = await call('/api/models/bikes/predict', [row, { ...row, hr: 'eight' }, 7]);
    expect(status).toBe(422);
    expect(body.error).toMatchObject({ code: 'unprocessable', detail: { total: expect.any(Number) } });
    expect(body.error.detail.rows).toContainEqual({
      row: 1,
      field: 'hr',
      message: expect.stringContaining('must be a number'),
    });
    expect(body.error.detail.rows).toContainEqual({
      row: 2,
      message: expect.stringContaining('not an object'),
    });
  });

  it.each([
    ['/api/models/nobody/predict', [row], 404, 'no model named nobody'],
    ['/api/models/bikes@nope/predict', [row], 404, 'no alias nope. It has champion'],
    ['/api/models/bikes@99/predict', [row], 404, 'no version 99'],
    ['/api/models/bikes@!/predict', [row], 400, 'neither a version nor an alias'],
    ['/api/models/BIKES/predict', [row], 400, 'no model name'],
    ['/api/models/bikes/predict', '{"rows": [', 400, 'not JSON'],
    ['/api/models/bikes/predict', { columns: [] }, 400, 'array of rows'],
    ['/api/models/bikes/predict', { rows: [row], id: 'a b' }, 400, 'An id has letters'],
    ['/api/models/bikes/predict', Array.from({ length: 10_001 }, () => row), 413, '10 000 rows'],
    ['/api/models/bikes/predict', 'x'.repeat(11 * 1024 ** 2), 413, '10 MB'],
    ['/api/models/bikes/explain', [{ ...row, hr: 'eight' }], 422, 'must be a number'],
    ['/api/models/nobody/explain', [row], 404, 'no model named nobody'],
    ['/api/models/bikes/explain', Array.from({ length: 1001 }, () => row), 413, 'may have 1 000 rows'],
    ['/api/models/bikes/labels', { labels: [{ id: 'a' }] }, 422, 'labels.0.label'],
    ['/api/models/bikes/labels', { labels: [{ id: 'a', label: 'many' }] }, 422, 'must be a number'],
    ['/api/models/bikes@1/labels', { labels: [{ id: 'a', label: 1 }] }, 400, 'not to a version'],
  ])('answers %s in words when asked wrongly', async (path, body, status, words) => {
    const answer = await call(path, body);
    expect(answer).toMatchObject({ status, body: { error: { message: expect.stringContaining(words) } } });
  });

  it('explains a linear model exactly, against its held-out rows', async () => {
    const { body } = await call('/api/models/bikes/explain', [row]);
    const [{ prediction, base, contributions, errors }] = body.explanations;
    const sum = Object.values<number>(contributions).reduce((total, one) => total + one, base);
    expect(sum / prediction).toBeCloseTo(1, 5);
    expect(errors).toBeUndefined();
  });

  it('takes labels late, twice and for ids it never gave', async () => {
    await call('/api/models/bikes/predict', { rows: [row], id: 'late' });
    expect(await call('/api/models/bikes/labels', { labels: [{ id: 'late', label: 1 }] })).toMatchObject({
      status: 200,
      body: { received: 1, unknown: 0 },
    });
    expect(
      await call('/api/models/bikes/labels', {
        labels: [
          { id: 'late', label: 212 },
          { id: 'stranger', label: 3 },
        ],
      }),
    ).toMatchObject({ body: { received: 2, unknown: 1 } });
  });

  it('keeps every answer and refusal for notebooks, before and after it became Parquet', async () => {
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const model = await readModel(test.context, { model: 'bikes' });
    const notebookId = (await uploadPackage(test.context, { model: 'any' })).notebookId;
    await expect(openGrantedPredictions(test.context, { notebookId, model: 'bikes' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await grantPredictions(test.context, { notebookId, modelId: model.id });

    const read = async () => {
      const { key, rows } = await openGrantedPredictions(test.context, { notebookId, model: 'bikes', from });
      const path = await test.system.storage.localKeyPath(key);
      return withDuckDB({ memory: '128MB', temporaryFolder: test.folder }, async (connection) => {
        await connection.run(`ATTACH '${path}' AS log (READ_ONLY)`);
        const found = await connection.runAndReadAll(
          'SELECT * FROM log.data ORDER BY prediction_id, predicted_at',
        );
        expect(found.currentRowCount).toBe(rows);
        return found.getRowObjectsJson();
      });
    };
    // Who follows the log asks again and again: while nothing comes the same file is given.
    const look = async () =>
      (await openGrantedPredictions(test.context, { notebookId, model: 'bikes', since: from })).key;
    const first = await look();
    expect(await look()).toBe(first);
    await call('/api/models/bikes/labels', { labels: [{ id: 'late', label: 212 }] });
    expect(await look()).not.toBe(first);

    const before = await read();
    expect(before.find(({ prediction_id: id }) => id === 'late')).toMatchObject({
      hr: 8,
      temp: 0.5,
      weathersit: 1,
      status: 200,
      model_version: 1,
      label: 212,
    });
    expect(before.some(({ status, error }) => status === 422 && String(error).includes('Row 2'))).toBe(true);

    const segments = `${test.folder}/prediction-segments`;
    expect(await readdir(segments)).toHaveLength(1);
    // As after a kill: the segment is older than any process that lives now.
    const [name = ''] = await readdir(segments);
    await rename(`${segments}/${name}`, `${segments}/1-1-0.open.jsonl`);
    expect(await rollSegments(test.system)).toBe(1);
    expect(await readdir(segments)).toHaveLength(0);
    expect((await test.system.storage.listKeys('predictions/bikes/')).length).toBe(1);
    expect(await read()).toEqual(before);
    expect(await readTraffic(test.context, { model: 'bikes' })).toMatchObject({
      labelled: 1,
      lastMinute: expect.any(Number),
    });
  });

  it('swaps versions under load without a failed or mixed answer', async () => {
    const rows = Array.from({ length: 5 }, (_, i) => ({ ...row, hr: i }));
    const expected = new Map<number, string>();
    for (const version of [1, 2])
      expected.set(
        version,
        JSON.stringify(
          (await call(`/api/models/bikes@${version}/predict`, rows)).body.predictions.map(
            (p: { prediction: number }) => p.prediction,
          ),
        ),
      );
    expect(expected.get(1)).not.toBe(expected.get(2));
    let champion = 1;
    let moving = true;
    const load = Array.from({ length: 8 }, async () => {
      let answered = 0;
      while (moving) {
        const { status, body } = await call('/api/models/bikes/predict', rows);
        expect(status).toBe(200);
        expect(JSON.stringify(body.predictions.map((p: { prediction: number }) => p.prediction))).toBe(
          expected.get(body.version),
        );
        answered++;
      }
      return answered;
    });
    for (let i = 0; i < 20; i++) {
      const next = champion === 1 ? 2 : 1;
      await moveAlias(test.context, { model: 'bikes', alias: 'champion', version: next, expected: champion });
      champion = next;
      await expect
        .poll(async () => (await call('/api/models/bikes/predict', rows)).body.version, { interval: 1 })
        .toBe(champion);
    }
    moving = false;
    const answered = await Promise.all(load);
    expect(Math.min(...answered)).toBeGreaterThan(0);
  });
});
