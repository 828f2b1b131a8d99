import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bird, openServedModels, ride } from '../served-models.fixture';
import { openInferenceRoutes } from '.';
import { writeTensor } from './binary';

describe('Open Inference', () => {
  let served: Awaited<ReturnType<typeof openServedModels>>;
  beforeAll(async () => {
    served = await openServedModels(openInferenceRoutes);
  });
  afterAll(() => served.close());

  const inputs = [
    { name: 'hr', shape: [2], datatype: 'INT64', data: ride.map(({ hr }) => hr) },
    { name: 'temp', shape: [2, 1], datatype: 'FP64', data: ride.map(({ temp }) => [temp]) },
  ];

  it('answers tensors by column, echoes the id, and gives the outputs that were asked for', async () => {
    const { status, json } = await served.ask('/v2/models/rides/infer', { id: '42', inputs });
    expect(status).toBe(200);
    expect(json()).toMatchObject({
      ...{ model_name: 'rides', model_version: '1', id: '42' },
      outputs: [{ name: 'prediction', shape: [2], datatype: 'FP64' }],
    });
    expect(json().outputs[0].data[1]).toBeCloseTo(served.rides[1] ?? 0, 5);
    const birdInputs = [
      { name: 'bill_length_mm', shape: [2], datatype: 'FP32', data: bird.map((row) => row.bill_length_mm) },
      { name: 'island', shape: [2], datatype: 'BYTES', data: bird.map(({ island }) => island) },
    ];
    const both = (await served.ask('/v2/models/birds/versions/1/infer', { inputs: birdInputs })).json();
    expect(both.outputs[0]).toMatchObject({
      name: 'prediction',
      datatype: 'BYTES',
      data: served.birds.map((one) => one.species),
    });
    expect(both.outputs[1]).toMatchObject({ name: 'probabilities', shape: [2, 3], datatype: 'FP64' });
    const one = await served.ask('/v2/models/birds/versions/champion/infer', {
      inputs: birdInputs,
      outputs: [{ name: 'probabilities' }],
    });
    expect(one.json().outputs.map(({ name }: { name: string }) => name)).toEqual(['probabilities']);
  });

  it('takes all columns as one tensor, in the order of the signature', async () => {
    const data = ride.flatMap(({ hr, temp }) => [hr, temp]);
    const { json } = await served.ask('/v2/models/rides/infer', {
      inputs: [{ name: 'input-0', shape: [2, 2], datatype: 'FP64', data }],
    });
    expect(json().outputs[0].data[0]).toBeCloseTo(served.rides[0] ?? 0, 5);
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
    const response = await served.app.request('http://localhost/v2/models/birds/infer', {
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
          served.birds.map((one) => one.species),
          'text',
        ),
      ),
    );
    const probabilities = new DataView(new Uint8Array(bytes.subarray(split + first)).buffer);
    expect(probabilities.byteLength).toBe(second);
    expect(probabilities.getFloat64(5 * 8, true)).toBeCloseTo(served.birds[1]?.probabilities[2] ?? 0, 6);
  });

  it('says that it is there, what it has, and what a model takes', async () => {
    expect((await served.ask('/v2')).json()).toMatchObject({
      name: 'cellar',
      extensions: expect.arrayContaining(['binary_tensor_data']),
    });
    expect((await served.ask('/v2/health/live')).json()).toEqual({ live: true });
    expect((await served.ask('/v2/health/ready')).status).toBe(200);
    expect((await served.ask('/v2/models/rides/ready')).json()).toEqual({ name: 'rides', ready: true });
    expect((await served.ask('/v2/models/birds')).json()).toEqual({
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
    expect((await served.ask('/v2/repository/index', {})).json()).toEqual(
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
    const refused = await served.ask(`/v2/models/${model}/infer`, body);
    expect(refused.status).toBe(status);
    expect(refused.json().error).toContain(message);
  });
});
