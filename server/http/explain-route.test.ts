import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBikeRides } from '@/cells/ml/example-data.fixture';
import type { TrainedModel } from '@/cells/ml/model';
import { takeTableRows } from '@/cells/ml/read-table';
import { readTraffic } from '../services/monitoring';
import { promoteTrained } from '../services/registry/testing';
import { openTestSystem, type TestSystem } from '../testing';
import { createHttpApp } from './app';
import { predictRoutes } from './predict-routes';

const rides = takeTableRows(
  readBikeRides(),
  Uint32Array.from({ length: 600 }, (_, i) => i * 20),
);

describe('explanations over HTTP', () => {
  let test: TestSystem;
  let app: ReturnType<typeof createHttpApp>;
  let numbers: TrainedModel;
  beforeAll(async () => {
    test = await openTestSystem();
    app = createHttpApp(test.system, predictRoutes(test.system));
    const options = { learner: 'boosted-trees', options: { rounds: 20 } } as const;
    ({ trained: numbers } = await promoteTrained(test.context, {
      ...{ model: 'bikes', rows: rides },
      options: { ...options, target: 'cnt', features: ['hr', 'temp', 'workingday'] },
    }));
    await promoteTrained(test.context, {
      model: 'seasons',
      rows: {
        numRows: rides.numRows,
        columns: rides.columns.map((column) =>
          column.name === 'season' && column.type !== 'string'
            ? { name: 'season', type: 'string', values: [...column.values].map((season) => `s${season}`) }
            : column,
        ),
      },
      options: { ...options, target: 'season', features: ['temp', 'hum'] },
    });
  });
  afterAll(() => test.close());

  const ask = async (path: string, body: unknown) => {
    const response = await app.request(`http://localhost/api/models/${path}`, {
      method: 'POST',
      headers: { host: 'localhost', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    return response.json();
  };
  const rows = Array.from({ length: 120 }, (_, i) => ({ hr: i % 24, temp: i / 120, workingday: i % 2 }));

  it('are the notebook’s, row by row, and sum to the prediction', async () => {
    const answer = await ask('bikes/explain', rows);
    const { predictions } = await ask('bikes/predict', rows);
    const own = await numbers.explain({
      numRows: 120,
      columns: (['hr', 'temp', 'workingday'] as const).map((name) => ({
        name,
        type: 'number',
        values: Float64Array.from(rows, (row) => row[name]),
      })),
    });
    expect(answer).toMatchObject({ model: 'bikes', version: 1, scale: 'answer', outputs: ['cnt'] });
    expect(answer.explanations).toHaveLength(120);
    for (const [row, { base, contributions, prediction }] of answer.explanations.entries()) {
      expect(prediction).toBe(predictions[row].prediction);
      expect(Object.keys(contributions)).toEqual(own.features);
      expect(Object.values(contributions)).toEqual([...own.values.subarray(3 * row, 3 * row + 3)]);
      const sum = Object.values<number>(contributions).reduce((a, b) => a + b, base);
      expect(sum).toBeCloseTo(prediction, 6);
    }
  });

  it('are told by class where there are several', async () => {
    const { scale, outputs, explanations } = await ask('seasons/explain', [{ temp: 0.8, hum: 0.5 }]);
    expect({ scale, outputs }).toEqual({ scale: 'score', outputs: ['s1', 's2', 's3', 's4'] });
    const [{ prediction, probabilities, base, contributions }] = explanations;
    const scores = outputs.map(
      (name: string) => base[name] + contributions[name].temp + contributions[name].hum,
    );
    const all = scores.reduce((sum: number, score: number) => sum + Math.exp(score), 0);
    scores.forEach((score: number, k: number) => {
      expect(Math.exp(score) / all).toBeCloseTo(probabilities[outputs[k]], 6);
    });
    expect(prediction).toBe(outputs[scores.indexOf(Math.max(...scores))]);
  });

  it('are of no rows where none are sent, and are not logged as predictions', async () => {
    expect(await ask('bikes/explain', [])).toMatchObject({ outputs: ['cnt'], explanations: [] });
    const before = await readTraffic(test.context, { model: 'seasons' });
    await ask('seasons/explain', [{ temp: 0.1, hum: 0.1 }]);
    expect(await readTraffic(test.context, { model: 'seasons' })).toEqual(before);
    await ask('seasons/predict', [{ temp: 0.1, hum: 0.1 }]);
    expect(await readTraffic(test.context, { model: 'seasons' })).not.toEqual(before);
  });
});
