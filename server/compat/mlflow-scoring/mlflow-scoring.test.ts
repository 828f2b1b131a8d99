import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServedModels, ride } from '../served-models.fixture';
import { mlflowScoringRoutes } from '.';

describe("MLflow's scoring", () => {
  let served: Awaited<ReturnType<typeof openServedModels>>;
  beforeAll(async () => {
    served = await openServedModels(mlflowScoringRoutes);
  });
  afterAll(() => served.close());

  const address = '/api/models/rides@champion';

  it.each([
    [
      'dataframe_split',
      { dataframe_split: { columns: ['hr', 'temp'], data: ride.map(({ hr, temp }) => [hr, temp]) } },
    ],
    ['dataframe_records', { dataframe_records: ride }],
    ['instances', { instances: ride }],
    ['instances of lists', { instances: ride.map(({ hr, temp }) => [hr, temp]) }],
    ['inputs', { inputs: { hr: ride.map(({ hr }) => hr), temp: ride.map(({ temp }) => temp) }, params: {} }],
  ])('answers %s', async (_, body) => {
    const { status, json } = await served.ask(`${address}/invocations`, body);
    expect(status).toBe(200);
    expect(Object.keys(json())).toEqual(['predictions']);
    served.expectRides(json().predictions);
  });

  it('answers a CSV, whose empty fields are missing', async () => {
    const csv = 'bill_length_mm,island\n50,Biscoe\n,Torgersen\n';
    const { status, json } = await served.ask(
      '/api/models/birds/invocations',
      csv,
      'text/csv; charset=utf-8',
    );
    expect(status).toBe(200);
    expect(json().predictions[0]).toBe(served.birds[1]?.species);
    expect(json().predictions).toHaveLength(2);
  });

  it('is alive as long as its model is there', async () => {
    expect(await served.ask(`${address}/ping`).then(({ status, text }) => [status, text])).toEqual([
      200,
      '\n',
    ]);
    expect((await served.ask(`${address}/health`)).status).toBe(200);
    expect((await served.ask(`${address}/version`)).text).toMatch(/^\d+\.\d+\.\d+$/);
    expect((await served.ask('/api/models/half/ping')).status).toBe(404);
  });

  it.each([
    [{ rows: ride }, 400, 'exactly one of the input fields'],
    [{ instances: ride, inputs: {} }, 400, 'Received instances and inputs'],
    [
      { dataframe_split: { columns: ['hr'], data: [[1, 2]] } },
      400,
      'row 0 has 2 values, and there are 1 columns',
    ],
    [{ dataframe_records: [{ hr: 'late', temp: 1 }] }, 400, 'field “hr”: must be a number'],
    ['{', 400, 'Failed to parse input as JSON'],
    [
      { instances: Array(10_001).fill([8, 0.5]) },
      400,
      'One request may have 10 000 rows; this one has 10001',
    ],
  ])('refuses %j', async (body, status, message) => {
    const refused = await served.ask(`${address}/invocations`, body);
    expect(refused.status).toBe(status);
    expect(refused.json()).toEqual({ error_code: 'BAD_REQUEST', message: expect.stringContaining(message) });
  });

  it.each(['text/plain', 'application/json; format=pandas-split', 'application/json; charset=latin1'])(
    'takes no %s',
    async (type) => {
      const refused = await served.ask(`${address}/invocations`, '{}', type);
      expect(refused.status).toBe(415);
      expect(refused.headers.get('content-type')).toBe('text/plain');
    },
  );
});
