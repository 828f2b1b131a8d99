import { beforeAll, describe, expect, it } from 'vitest';
import { networkOptions } from '../learner-options';
import { nodeAssets } from '../node-assets';
import type { PictureStep } from '../picture-step';
import { createRandom } from '../random';
import { startBackend } from './backend';
import { buildNetwork } from './build-network';
import { measureLayers } from './refuse-too-many-weights';

const shape = { width: 3, outputs: 1, task: 'regression', isWeighted: false } as const;
const build = (options: object) => buildNetwork(shape, networkOptions.parse(options), createRandom(7)).model;

describe('hidden layers', () => {
  beforeAll(async () => {
    await startBackend(nodeAssets());
  });

  it('of which nothing but the units is said are those that are numbers, weight by weight', async () => {
    const options = { dropout: 0.2, l2: 0.01 };
    const [plain, said] = [
      build({ ...options, layers: [8, 4] }),
      build({ ...options, layers: [{ units: 8 }, { units: 4 }] }),
    ];
    expect(said.toJSON(null, false)).toEqual(plain.toJSON(null, false));
    const weightsOf = (model: typeof plain) => model.getWeights().map((weight) => [...weight.dataSync()]);
    expect(weightsOf(said)).toEqual(weightsOf(plain));
  });

  it('do otherwise than the rest where they say so', () => {
    const model = build({
      activation: 'relu',
      dropout: 0.3,
      layers: [{ units: 8, activation: 'tanh', dropout: 0 }, { units: 4, dropout: 0.5, l2: 0.1 }, 2],
    });
    expect(model.layers.map(({ name }) => name)).toEqual([
      'rows',
      'hidden_1',
      'hidden_2',
      'dropout_2',
      'hidden_3',
      'dropout_3',
      'output',
    ]);
    const config = (name: string) => model.getLayer(name).getConfig();
    expect(config('hidden_1')).toMatchObject({ units: 8, activation: 'tanh', kernelRegularizer: null });
    expect(config('hidden_2')).toMatchObject({ units: 4, activation: 'relu' });
    expect(config('hidden_2').kernelRegularizer).not.toBeNull();
    expect([config('dropout_2').rate, config('dropout_3').rate]).toEqual([0.5, 0.3]);
  });

  it('of pictures are what was put together, and those that were fixed before, weight by weight', () => {
    const said = new Map<unknown, object>();
    const picture: PictureStep = {
      kind: 'picture',
      column: 'image',
      size: 8,
      fit: 'crop',
      channels: 1,
      mean: [0],
      scale: [1],
    };
    const see = (options: object) => {
      const { model } = buildNetwork(
        { ...shape, width: 64, picture },
        networkOptions.parse(options),
        createRandom(7),
      );
      said.set(model, options);
      return model;
    };
    const fixed = see({ filters: [4, 6], layers: [5] });
    const convolution = (filters: number) => ({ kind: 'convolution', filters });
    const put = see({
      layers: [convolution(4), { kind: 'pooling' }, convolution(6), { kind: 'pooling' }, 5],
    });
    const weightsOf = (model: typeof fixed) => model.getWeights().map((weight) => [...weight.dataSync()]);
    expect(weightsOf(put)).toEqual(weightsOf(fixed));
    const other = see({
      layers: [
        { ...convolution(4), window: 5, stride: 2 },
        { kind: 'batch-normalisation' },
        { kind: 'pooling', of: 'average', window: 3 },
        { kind: 'global-pooling', of: 'max' },
        { kind: 'batch-normalisation' },
      ],
    });
    expect(other.layers.map(({ name, outputShape }) => [name, ...outputShape.slice(1)])).toEqual([
      ['rows', 64],
      ['picture', 8, 8, 1],
      ['convolution_1', 4, 4, 4],
      ['normal_2', 4, 4, 4],
      ['pooling_3', 1, 1, 4],
      ['places_4', 4],
      ['normal_5', 4],
      ['output', 1],
    ]);
    expect(() => see({ layers: [{ kind: 'pooling', window: 8 }, { kind: 'pooling' }] })).toThrow(
      'layer 2 pools windows of 2 × 2, and its maps have 1 × 1 places',
    );
    expect(() => build({ layers: [convolution(4)] })).toThrow(/layer 1 works on the maps of a picture/);
    for (const model of [fixed, put, other])
      expect(measureLayers(64, 1, networkOptions.parse(said.get(model) ?? {}), picture).weights).toBe(
        model.countParams(),
      );
  });

  it('are refused where they are none', () => {
    for (const layer of [0, 5000, { units: 8, dropout: 0.95 }, { units: 8, rate: 1 }, { activation: 'relu' }])
      expect(networkOptions.safeParse({ layers: [layer] }).success).toBe(false);
  });
});
