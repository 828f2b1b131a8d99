import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bird, openServedModels, ride, species } from '../served-models.fixture';
import { tensorflowServingRoutes } from '.';

describe('TensorFlow Serving', () => {
  let served: Awaited<ReturnType<typeof openServedModels>>;
  beforeAll(async () => {
    served = await openServedModels(tensorflowServingRoutes);
  });
  afterAll(() => served.close());

  it('answers rows with bare values where there is one output, and with objects where there are two', async () => {
    const { status, json, headers } = await served.ask('/v1/models/rides:predict', { instances: ride });
    expect(status).toBe(200);
    expect(Object.keys(json())).toEqual(['predictions']);
    served.expectRides(json().predictions);
    expect(headers.get('x-prediction-id')).toMatch(/^\S{10,}$/);
    const { predictions } = (await served.ask('/v1/models/birds:predict', { instances: bird })).json();
    expect(predictions.map(({ prediction }: { prediction: string }) => prediction)).toEqual(
      served.birds.map(({ species: name }) => name),
    );
    expect(predictions[1].probabilities[2]).toBeCloseTo(served.birds[1]?.probabilities[2] ?? 0, 6);
  });

  it('answers columns with columns, by version and label, and takes shape [rows, 1]', async () => {
    const inputs = { hr: ride.map(({ hr }) => [hr]), temp: ride.map(({ temp }) => temp) };
    for (const path of [
      '/v1/models/rides',
      '/v1/models/rides/versions/1',
      '/v1/models/rides/labels/champion',
    ]) {
      const { status, json } = await served.ask(`${path}:predict`, {
        signature_name: 'serving_default',
        inputs,
      });
      expect(status, path).toBe(200);
      expect(json().outputs[0]).toBeCloseTo(served.rides[0] ?? 0, 5);
    }
    const two = await served.ask('/v1/models/birds:predict', {
      inputs: { bill_length_mm: [39.1], island: [{ b64: Buffer.from('Torgersen').toString('base64') }] },
    });
    expect(two.json().outputs).toMatchObject({
      prediction: ['Adelie'],
      probabilities: [[expect.any(Number), expect.any(Number), expect.any(Number)]],
    });
  });

  it('classifies and regresses examples, whose context counts for all', async () => {
    const { results } = (
      await served.ask('/v1/models/birds:classify', {
        context: { island: 'Biscoe' },
        examples: [{ bill_length_mm: [50] }],
      })
    ).json();
    expect(results[0].map(([name]: [string]) => name)).toEqual(species);
    expect(results[0][2][1]).toBeCloseTo(served.birds[1]?.probabilities[2] ?? 0, 6);
    expect((await served.ask('/v1/models/rides:regress', { examples: ride })).json().results[1]).toBeCloseTo(
      served.rides[1] ?? 0,
      5,
    );
  });

  it('reads NaN as missing, and writes whole doubles with a point', async () => {
    const { status, text } = await served.ask(
      '/v1/models/birds:predict',
      '{"instances": [{"bill_length_mm": NaN, "island": "NaN"}]}',
    );
    expect(status).toBe(200);
    expect(text).toMatch(/"probabilities": \[\d\.\d/);
  });

  it('says its state and its signature as GetModelStatus and GetModelMetadata do', async () => {
    expect((await served.ask('/v1/models/rides/versions/1')).json()).toEqual({
      model_version_status: [
        { version: '1', state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } },
      ],
    });
    const { model_spec, metadata } = (await served.ask('/v1/models/birds/metadata')).json();
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
    const refused = await served.ask(path, body);
    expect(refused.status).toBe(status);
    expect(Object.keys(refused.json())).toEqual(['error']);
    expect(refused.json().error).toContain(message);
  });

  it('knows no version that is not there', async () => {
    expect(await served.ask('/v1/models/half').then(({ status, json }) => [status, json().error])).toEqual([
      404,
      'Could not find any versions of model half',
    ]);
    expect((await served.ask('/v1/models/rides/versions/7')).json().error).toBe(
      'Could not find version 7 of model rides',
    );
  });
});
