import { beforeAll, describe, expect, it } from 'vitest';
import { networkOptions } from '../learner-options';
import { nodeAssets } from '../node-assets';
import { createRandom } from '../random';
import { startBackend } from './backend';
import { buildNetwork } from './build-network';

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

  it('are refused where they are none', () => {
    for (const layer of [0, 5000, { units: 8, dropout: 0.95 }, { units: 8, rate: 1 }, { activation: 'relu' }])
      expect(networkOptions.safeParse({ layers: [layer] }).success).toBe(false);
  });
});
