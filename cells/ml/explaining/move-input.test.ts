import { describe, expect, it } from 'vitest';
import { readBikeRides } from '../example-data.fixture';
import { nodeAssets } from '../node-assets';
import { rangeOf } from '../random';
import { takeTableRows } from '../read-table';
import { train } from '../train';
import { moveInput } from './move-input';

const context = () => ({ signal: new AbortController().signal, progress() {}, assets: nodeAssets() });

describe('an input moved by brute force', () => {
  it('gives the trees’ exact dependence, and each row its own curve', async () => {
    const options = { target: 'cnt', options: { rounds: 20 }, features: ['hr', 'temp', 'workingday'] };
    const model = await train(readBikeRides(), options, context());
    const rows = takeTableRows(readBikeRides(), rangeOf(300));
    const exact = await model.dependence('hr', rows);
    const moved = await moveInput((given) => model.predict(given), rows, 'hr', { ...model, curves: 1000 });
    expect(moved.at).toEqual(exact.at);
    expect(moved.outputs).toEqual(exact.outputs);
    for (const [i, value] of moved.values.entries())
      expect(value).toBeCloseTo(exact.values[i] ?? Number.NaN, 3);
    expect(moved.rows).toEqual({ used: 300, given: 300 });
    const places = moved.values.length;
    const mean = moved.values.map((_, place) => {
      let sum = 0;
      for (let curve = 0; curve < 300; curve++) sum += (moved.curves?.[curve * places + place] ?? 0) / 300;
      return sum;
    });
    for (const [i, value] of mean.entries()) expect(value).toBeCloseTo(moved.values[i] ?? Number.NaN, 8);
    expect(moved.curves).toHaveLength(300 * places);
  });

  it('is a straight line of a linear model, in its classes too', async () => {
    const rides = readBikeRides();
    const line = await train(
      rides,
      { target: 'cnt', learner: 'linear', features: ['temp', 'hr'] },
      context(),
    );
    const { at, values } = await line.dependence('temp');
    const slope = (i: number) =>
      ((values[i + 1] ?? 0) - (values[i] ?? 0)) / (Number(at[i + 1]) - Number(at[i]));
    for (let i = 1; i < at.length - 1; i++) expect(slope(i) / slope(0)).toBeCloseTo(1, 3);
  });

  it('refuses what the model has not', async () => {
    const line = await train(
      readBikeRides(),
      { target: 'cnt', learner: 'linear', features: ['temp'] },
      context(),
    );
    await expect(line.dependence('hr')).rejects.toThrow('no input “hr”. Its inputs are temp');
    await expect(line.dependence('temp', takeTableRows(readBikeRides(), []))).rejects.toThrow(
      'no held-out rows',
    );
  });
});
