import { expect, it } from 'vitest';
import { readDigits, writePng } from '@/cells/data/pictures/digits.fixture';
import type { Checkpoint } from '../checkpoint';
import type { TrainedModel } from '../model';
import { nodeAssets } from '../node-assets';
import { openModel } from '../open-model';
import { readTable } from '../read-table';
import { train } from '../train';
import type { TrainCall } from '../warm-start';
import { openLayersModel } from './layers-model-file';

const rows = readDigits(160).map(({ label, greys }) => ({
  image: writePng(greys, 8),
  label: String(label % 2),
}));
const options = {
  layers: [
    { kind: 'convolution', filters: 4 },
    { kind: 'batch-normalisation' },
    { kind: 'pooling', of: 'average' },
    { kind: 'convolution', filters: 6, window: 2, stride: 2 },
    { kind: 'global-pooling', of: 'max' },
    { kind: 'batch-normalisation' },
    { units: 6, dropout: 0.2 },
  ],
  ...{ pictureSize: 8, epochs: 5, batchSize: 32 },
};
const call: TrainCall = { target: 'label', features: ['image'], learner: 'network', options };
const context = { signal: new AbortController().signal, progress() {}, assets: nodeAssets() };
const weightsOf = async (model: TrainedModel) => (await model.toPackage()).get('model/weights.bin');

it('a network with normalised batches keeps their statistics: in its package, and over an interruption to the same bits', async () => {
  const kept: Checkpoint[] = [];
  let time = 0;
  const whole = await train(rows, call, {
    ...context,
    checkpoints: { judged() {}, keep: (checkpoint) => kept.push(checkpoint), now: () => (time += 100_000) },
  });
  const net = await openLayersModel(await whole.toPackage());
  const [, , mean, variance] = net.getLayer('normal_2').getWeights();
  // They began as 0 and 1.
  expect([...(mean?.dataSync() ?? [])].every((value) => value !== 0)).toBe(true);
  expect([...(variance?.dataSync() ?? [])].every((value) => value !== 1)).toBe(true);

  const opened = await openModel(await whole.toPackage(), { assets: nodeAssets() });
  const read = readTable(rows).columns;
  const answersOf = async (model: Pick<TrainedModel, 'predict'>) => [
    ...((await model.predict(read)).probabilities?.values ?? []),
  ];
  expect(await answersOf(opened)).toEqual(await answersOf(whole));

  const second = kept.find(({ about }) => about.step === 2);
  const resumed = await train(rows, call, {
    ...context,
    checkpoints: {
      found: second?.files,
      judged: (verdict) => expect(verdict).toHaveProperty('resumed'),
      keep() {},
    },
  });
  expect(await weightsOf(resumed)).toEqual(await weightsOf(whole));
}, 120_000);
