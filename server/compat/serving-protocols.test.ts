import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBikeRides, readExampleData } from '@/cells/ml/example-data.fixture';
import { nodeAssets } from '@/cells/ml/node-assets';
import { takeTableRows } from '@/cells/ml/read-table';
import { train } from '@/cells/ml/train';
import { createHttpApp } from '../http/app';
import { admitVersion, promoteModel } from '../services/registry';
import { uploadPackage } from '../services/registry/testing';
import { openTestSystem, type TestSystem } from '../testing';
import { mlflowScoringRoutes } from './mlflow-scoring';
import { openInferenceRoutes } from './open-inference';
import { writeTensor } from './open-inference/binary';
import { tensorflowServingRoutes } from './tensorflow-serving';

/** One model of numbers and one of classes, asked in three protocols: each must give what Cellar's own gives. */

const context = { assets: nodeAssets(), signal: new AbortController().signal, progress: () => {} };

let test: TestSystem;
let app: ReturnType<typeof createHttpApp>;
/** What the models answer in the notebook. */
let rides: number[];
let birds: { species: string; probabilities: number[] }[];

const ride = [
  { hr: 8, temp: 0.5 },
  { hr: 17, temp: 0.74 },
];
const bird = [
  { bill_length_mm: 39.1, island: 'Torgersen' },
  { bill_length_mm: 50, island: 'Biscoe' },
];
const species = ['Adelie', 'Chinstrap', 'Gentoo'];

beforeAll(async () => {
  test = await openTestSystem();
  app = createHttpApp(test.system, [
    ...tensorflowServingRoutes(test.system),
    ...openInferenceRoutes(test.system),
    ...mlflowScoringRoutes(test.system),
  ]);
  const some = takeTableRows(
    readBikeRides(),
    Uint32Array.from({ length: 400 }, (_, i) => i * 40),
  );
  const regression = await train(
    some,
    { target: 'cnt', learner: 'linear', features: ['hr', 'temp'] },
    context,
  );
  const classes = await train(
    readExampleData('penguins'),
    { target: 'species', learner: 'linear', features: ['bill_length_mm', 'island'] },
    context,
  );
  for (const [model, trained] of [
    ['rides', regression],
    ['birds', classes],
  ] as const) {
    const files = await trained.toPackage();
    const { versionId } = await promoteModel(
      test.context,
      await uploadPackage(test.context, { model, files }),
    );
    await admitVersion(test.context, { versionId });
  }
  const number = (name: string, values: number[]) => ({
    name,
    type: 'number' as const,
    values: Float64Array.from(values),
  });
  const counted = await regression.predict({
    numRows: 2,
    columns: [
      number(
        'hr',
        ride.map(({ hr }) => hr),
      ),
      number(
        'temp',
        ride.map(({ temp }) => temp),
      ),
    ],
  });
  rides = [...counted.values].map(Number);
  const told = await classes.predict({
    numRows: 2,
    columns: [
      number(
        'bill_length_mm',
        bird.map(({ bill_length_mm }) => bill_length_mm),
      ),
      { name: 'island', type: 'string', values: bird.map(({ island }) => island) },
    ],
  });
  birds = [0, 1].map((row) => ({
    species: String(told.values[row]),
    probabilities: [...(told.probabilities?.values.slice(row * 3, row * 3 + 3) ?? [])],
  }));
});
afterAll(() => test.close());

async function ask(path: string, body?: unknown, type = 'application/json') {
  const response = await app.request(`http://localhost${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { host: 'localhost', 'content-type': type },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const json = () => JSON.parse(text);
  return { status: response.status, text, json, headers: response.headers };
}

function expectRides(values: readonly number[]): void {
  expect(values).toHaveLength(rides.length);
  rides.forEach((ride, row) => {
    expect(values[row]).toBeCloseTo(ride, 5);
  });
}

describe('TensorFlow Serving', () => {
  it('answers rows with bare values where there is one output, and with objects where there are two', async () => {
    const { status, json, headers } = await ask('/v1/models/rides:predict', { instances: ride });
    expect(status).toBe(200);
    expect(Object.keys(json())).toEqual(['predictions']);
    expectRides(json().predictions);
    expect(headers.get('x-prediction-id')).toMatch(/^\S{10,}$/);
    const { predictions } = (await ask('/v1/models/birds:predict', { instances: bird })).json();
    expect(predictions.map(({ prediction }: { prediction: string }) => prediction)).toEqual(
      birds.map(({ species: name }) => name),
    );
    expect(predictions[1].probabilities[2]).toBeCloseTo(birds[1]?.probabilities[2] ?? 0, 6);
  });

  it('answers columns with columns, by version and label, and takes shape [rows, 1]', async () => {
    const inputs = { hr: ride.map(({ hr }) => [hr]), temp: ride.map(({ temp }) => temp) };
    for (const path of [
      '/v1/models/rides',
      '/v1/models/rides/versions/1',
      '/v1/models/rides/labels/champion',
    ]) {
      const { status, json } = await ask(`${path}:predict`, { signature_name: 'serving_default', inputs });
      expect(status, path).toBe(200);
      expect(json().outputs[0]).toBeCloseTo(rides[0] ?? 0, 5);
    }
    const two = await ask('/v1/models/birds:predict', {
      inputs: { bill_length_mm: [39.1], island: [{ b64: Buffer.from('Torgersen').toString('base64') }] },
    });
    expect(two.json().outputs).toMatchObject({
      prediction: ['Adelie'],
      probabilities: [[expect.any(Number), expect.any(Number), expect.any(Number)]],
    });
  });

  it('classifies and regresses examples, whose context counts for all', async () => {
    const { results } = (
      await ask('/v1/models/birds:classify', {
        context: { island: 'Biscoe' },
        examples: [{ bill_length_mm: [50] }],
      })
    ).json();
    expect(results[0].map(([name]: [string]) => name)).toEqual(species);
    expect(results[0][2][1]).toBeCloseTo(birds[1]?.probabilities[2] ?? 0, 6);
    expect((await ask('/v1/models/rides:regress', { examples: ride })).json().results[1]).toBeCloseTo(
      rides[1] ?? 0,
      5,
    );
  });

  it('reads NaN as missing, and writes whole doubles with a point', async () => {
    const { status, text } = await ask(
      '/v1/models/birds:predict',
      '{"instances": [{"bill_length_mm": NaN, "island": "NaN"}]}',
    );
    expect(status).toBe(200);
    expect(text).toMatch(/"probabilities": \[\d\.\d/);
  });

  it('says its state and its signature as GetModelStatus and GetModelMetadata do', async () => {
    expect((await ask('/v1/models/rides/versions/1')).json()).toEqual({
      model_version_status: [
        { version: '1', state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } },
      ],
    });
    const { model_spec, metadata } = (await ask('/v1/models/birds/metadata')).json();
    expect(model_spec).toEqual({ name: 'birds', signature_name: '', version: '1' });
    const { inputs, outputs, method_name } = metadata.signature_def.signature_def.serving_default;
    expect(method_name).toBe('tensorflow/serving/predict');
    expect(inputs.island).toEqual({
      dtype: 'DT_STRING',
      tensor_shape: { dim: [{ size: '-1', name: '' }], unknown_rank: false },
      name: 'island:0',
    });
    expect(outputs.probabilities.tensor_shape.dim).toEqual([
      { size: '-1', name: '' },
      { size: '3', name: '' },
    ]);
  });

  it.each([
    [
      '/v1/models/half:predict',
      { instances: [1] },
      404,
      'Servable not found for request: Latest(half). There is no model',
    ],
    [
      '/v1/models/rides/versions/9:predict',
      { instances: ride },
      404,
      'Servable not found for request: Specific(rides, 9).',
    ],
    ['/v1/models/rides:guess', { instances: ride }, 400, 'Malformed request: POST /v1/models/rides:guess'],
    ['/v1/models/%zz:predict', { instances: ride }, 400, 'Failed to decode model name: %zz'],
    ['/v1/models/rides:predict', '', 400, 'JSON Parse error: The document is empty'],
    ['/v1/models/rides:predict', '{', 400, 'JSON Parse error: '],
    ['/v1/models/rides:predict', {}, 400, "Missing 'inputs' or 'instances' key"],
    ['/v1/models/rides:predict', { instances: ride, inputs: {} }, 400, "only one of 'inputs' or 'instances'"],
    ['/v1/models/rides:predict', { instances: [] }, 400, "No values in 'instances' array"],
    [
      '/v1/models/rides:predict',
      { instances: [1, 2] },
      400,
      'instances is a plain list, but expecting list of objects',
    ],
    [
      '/v1/models/rides:predict',
      { instances: [{ hr: 8, temp: 0.5, wind: 1 }] },
      400,
      'does not have named input: wind',
    ],
    [
      '/v1/models/rides:predict',
      { inputs: { hr: [1, 2], temp: [1] } },
      400,
      'Input temp has 1 values, and another has 2',
    ],
    [
      '/v1/models/rides:predict',
      { instances: [{ hr: 'late', temp: 1 }] },
      400,
      'field “hr”: must be a number',
    ],
    [
      '/v1/models/rides:predict',
      '{"instances": [{"hr": Infinity, "temp": 1}]}',
      400,
      'field “hr”: must be a number',
    ],
    [
      '/v1/models/rides:predict',
      { signature_name: 'x', instances: ride },
      400,
      'Serving signature name: "x" not found in signature def',
    ],
    ['/v1/models/rides:classify', { examples: ride }, 400, 'Expected classification signature'],
    ['/v1/models/birds:regress', { examples: bird }, 400, 'Expected regression signature'],
  ])('refuses %s of %j with %d', async (path, body, status, message) => {
    const refused = await ask(path, body);
    expect(refused.status).toBe(status);
    expect(Object.keys(refused.json())).toEqual(['error']);
    expect(refused.json().error).toContain(message);
  });

  it('knows no version that is not there', async () => {
    expect(await ask('/v1/models/half').then(({ status, json }) => [status, json().error])).toEqual([
      404,
      'Could not find any versions of model half',
    ]);
    expect((await ask('/v1/models/rides/versions/7')).json().error).toBe(
      'Could not find version 7 of model rides',
    );
  });
});

describe('Open Inference', () => {
  const inputs = [
    { name: 'hr', shape: [2], datatype: 'INT64', data: ride.map(({ hr }) => hr) },
    { name: 'temp', shape: [2, 1], datatype: 'FP64', data: ride.map(({ temp }) => [temp]) },
  ];

  it('answers tensors by column, echoes the id, and gives the outputs that were asked for', async () => {
    const { status, json } = await ask('/v2/models/rides/infer', { id: '42', inputs });
    expect(status).toBe(200);
    expect(json()).toMatchObject({
      ...{ model_name: 'rides', model_version: '1', id: '42' },
      outputs: [{ name: 'prediction', shape: [2], datatype: 'FP64' }],
    });
    expect(json().outputs[0].data[1]).toBeCloseTo(rides[1] ?? 0, 5);
    const birdInputs = [
      { name: 'bill_length_mm', shape: [2], datatype: 'FP32', data: bird.map((row) => row.bill_length_mm) },
      { name: 'island', shape: [2], datatype: 'BYTES', data: bird.map(({ island }) => island) },
    ];
    const both = (await ask('/v2/models/birds/versions/1/infer', { inputs: birdInputs })).json();
    expect(both.outputs[0]).toMatchObject({
      name: 'prediction',
      datatype: 'BYTES',
      data: birds.map((one) => one.species),
    });
    expect(both.outputs[1]).toMatchObject({ name: 'probabilities', shape: [2, 3], datatype: 'FP64' });
    const one = await ask('/v2/models/birds/versions/champion/infer', {
      inputs: birdInputs,
      outputs: [{ name: 'probabilities' }],
    });
    expect(one.json().outputs.map(({ name }: { name: string }) => name)).toEqual(['probabilities']);
  });

  it('takes all columns as one tensor, in the order of the signature', async () => {
    const data = ride.flatMap(({ hr, temp }) => [hr, temp]);
    const { json } = await ask('/v2/models/rides/infer', {
      inputs: [{ name: 'input-0', shape: [2, 2], datatype: 'FP64', data }],
    });
    expect(json().outputs[0].data[0]).toBeCloseTo(rides[0] ?? 0, 5);
  });

  it('takes and gives binary tensors behind the JSON', async () => {
    const numbers = writeTensor(
      bird.map((row) => row.bill_length_mm),
      'number',
    );
    const texts = writeTensor(
      bird.map(({ island }) => island),
      'text',
    );
    const json = Buffer.from(
      JSON.stringify({
        parameters: { binary_data_output: true },
        inputs: [
          {
            name: 'bill_length_mm',
            shape: [2],
            datatype: 'FP64',
            parameters: { binary_data_size: numbers.byteLength },
          },
          {
            name: 'island',
            shape: [2],
            datatype: 'BYTES',
            parameters: { binary_data_size: texts.byteLength },
          },
        ],
      }),
    );
    const response = await app.request('http://localhost/v2/models/birds/infer', {
      method: 'POST',
      headers: { host: 'localhost', 'Inference-Header-Content-Length': String(json.byteLength) },
      body: Buffer.concat([json, numbers, texts]),
    });
    expect(response.status).toBe(200);
    const bytes = Buffer.from(await response.arrayBuffer());
    const split = Number(response.headers.get('Inference-Header-Content-Length'));
    const about = JSON.parse(bytes.subarray(0, split).toString());
    const [first, second] = about.outputs.map(
      (output: { parameters: { binary_data_size: number } }) => output.parameters.binary_data_size,
    );
    expect(bytes.subarray(split, split + first)).toEqual(
      Buffer.from(
        writeTensor(
          birds.map((one) => one.species),
          'text',
        ),
      ),
    );
    const probabilities = new DataView(new Uint8Array(bytes.subarray(split + first)).buffer);
    expect(probabilities.byteLength).toBe(second);
    expect(probabilities.getFloat64(5 * 8, true)).toBeCloseTo(birds[1]?.probabilities[2] ?? 0, 6);
  });

  it('says that it is there, what it has, and what a model takes', async () => {
    expect((await ask('/v2')).json()).toMatchObject({
      name: 'cellar',
      extensions: expect.arrayContaining(['binary_tensor_data']),
    });
    expect((await ask('/v2/health/live')).json()).toEqual({ live: true });
    expect((await ask('/v2/health/ready')).status).toBe(200);
    expect((await ask('/v2/models/rides/ready')).json()).toEqual({ name: 'rides', ready: true });
    expect((await ask('/v2/models/birds')).json()).toEqual({
      ...{ name: 'birds', versions: ['1'], platform: 'cellar_linear' },
      inputs: [
        { name: 'bill_length_mm', datatype: 'FP64', shape: [-1] },
        { name: 'island', datatype: 'BYTES', shape: [-1] },
      ],
      outputs: [
        { name: 'prediction', datatype: 'BYTES', shape: [-1] },
        { name: 'probabilities', datatype: 'FP64', shape: [-1, 3] },
      ],
    });
    expect((await ask('/v2/repository/index', {})).json()).toEqual(
      expect.arrayContaining([{ name: 'rides', version: '1', state: 'READY', reason: '' }]),
    );
  });

  it.each([
    ['half', { inputs }, 404, 'There is no model named half'],
    ['rides', { inputs: [] }, 400, "Unable to parse 'inputs'"],
    ['rides', { inputs: [{ ...inputs[0], shape: [3] }] }, 400, 'Shape [3] of input hr is 3 values, not 2'],
    [
      'rides',
      { inputs: [{ ...inputs[0], name: 'wind' }] },
      400,
      "unexpected inference input 'wind' for model 'rides'",
    ],
    ['rides', { inputs: [{ ...inputs[0], datatype: 'FP16' }] }, 400, 'the datatype FP16 is not known here'],
    [
      'rides',
      { inputs, outputs: [{ name: 'odds' }] },
      400,
      "unexpected inference output 'odds' for model 'rides'",
    ],
    [
      'rides',
      { inputs: [inputs[0], { ...inputs[1], shape: [1], data: [1] }] },
      400,
      '[2] is expected: a value for each row',
    ],
    [
      'rides',
      { inputs: [{ ...inputs[0], parameters: { binary_data_size: 16 } }] },
      400,
      'its bytes are not all there',
    ],
    [
      'rides',
      { inputs: [{ ...inputs[0], datatype: 'constructor' }] },
      400,
      'the datatype constructor is not known here',
    ],
    [
      'rides',
      { inputs: [{ ...inputs[0], shape: [1e6] }] },
      400,
      'One request may have 10 000 rows; this one has 1000000',
    ],
    ['rides', { inputs: [{ ...inputs[0], shape: [2, 3] }] }, 400, 'and the model has 2 columns'],
    ['rides', '[', 400, 'failed to parse the request JSON buffer'],
  ])('refuses of %s %j with %d', async (model, body, status, message) => {
    const refused = await ask(`/v2/models/${model}/infer`, body);
    expect(refused.status).toBe(status);
    expect(refused.json().error).toContain(message);
  });
});

describe("MLflow's scoring", () => {
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
    const { status, json } = await ask(`${address}/invocations`, body);
    expect(status).toBe(200);
    expect(Object.keys(json())).toEqual(['predictions']);
    expectRides(json().predictions);
  });

  it('answers a CSV, whose empty fields are missing', async () => {
    const csv = 'bill_length_mm,island\n50,Biscoe\n,Torgersen\n';
    const { status, json } = await ask('/api/models/birds/invocations', csv, 'text/csv; charset=utf-8');
    expect(status).toBe(200);
    expect(json().predictions[0]).toBe(birds[1]?.species);
    expect(json().predictions).toHaveLength(2);
  });

  it('is alive as long as its model is there', async () => {
    expect(await ask(`${address}/ping`).then(({ status, text }) => [status, text])).toEqual([200, '\n']);
    expect((await ask(`${address}/health`)).status).toBe(200);
    expect((await ask(`${address}/version`)).text).toMatch(/^\d+\.\d+\.\d+$/);
    expect((await ask('/api/models/half/ping')).status).toBe(404);
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
    const refused = await ask(`${address}/invocations`, body);
    expect(refused.status).toBe(status);
    expect(refused.json()).toEqual({ error_code: 'BAD_REQUEST', message: expect.stringContaining(message) });
  });

  it.each(['text/plain', 'application/json; format=pandas-split', 'application/json; charset=latin1'])(
    'takes no %s',
    async (type) => {
      const refused = await ask(`${address}/invocations`, '{}', type);
      expect(refused.status).toBe(415);
      expect(refused.headers.get('content-type')).toBe('text/plain');
    },
  );
});
