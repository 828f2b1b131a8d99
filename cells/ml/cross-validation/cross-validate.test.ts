import { describe, expect, it } from 'vitest';
import { measure } from '../evaluate';
import { readBikeRides, readExampleData } from '../example-data.fixture';
import { nodeAssets } from '../node-assets';
import { readTable, takeTableRows } from '../read-table';
import { createScope, createTestTrainer } from '../train-in-worker.fixture';
import {
  type CrossValidateOptionsInput,
  createCrossValidation,
  parseCrossValidateOptions,
  runCrossValidation,
} from '.';

const assets = nodeAssets();
const every = (data: ReturnType<typeof readBikeRides>, nth: number) =>
  takeTableRows(
    data,
    Uint32Array.from({ length: Math.floor(data.numRows / nth) }, (_, i) => i * nth),
  );
const penguins = readExampleData('penguins');
const validate = async (data: unknown, given: CrossValidateOptionsInput) => {
  const options = parseCrossValidateOptions(given);
  const read = readTable(data);
  const context = { signal: new AbortController().signal, progress() {}, assets };
  return createCrossValidation(await runCrossValidation(read, options, context), options, read);
};

describe('a cross-validation', () => {
  it('has every metric with its folds, the baseline’s too, and answers to all rows', async () => {
    const validation = await validate(penguins, {
      target: 'species',
      learner: 'linear',
      folds: { kind: 'stratified', k: 4 },
    });
    const { metrics, outOfFold, folds, classes = [] } = validation;
    expect(metrics.accuracy?.values).toHaveLength(4);
    expect(metrics.accuracy?.mean).toBeGreaterThan(0.97);
    expect(metrics.accuracy?.baseline.mean).toBeCloseTo(152 / 344, 2);
    expect(metrics.accuracy?.difference.low).toBeGreaterThan(0.4);
    expect(metrics.logLoss?.difference.high).toBeLessThan(0);
    expect(folds.reduce((sum, { testRows }) => sum + testRows, 0)).toBe(344);
    // The out-of-fold rows give the folds' own figures.
    const { columns } = readTable(outOfFold).columns;
    const column = (name: string) => columns.find((one) => one.name === name)?.values ?? [];
    expect(outOfFold.numRows).toBe(344);
    const third = [...column('fold')].flatMap((fold, row) => (fold === 3 ? [row] : []));
    const text = (name: string) => third.map((row) => String(column(name)[row]));
    const probabilities = Float64Array.from(
      third.flatMap((row) => classes.map((label) => Number(column(`probability of ${label}`)[row]))),
    );
    const again = measure(
      text('species'),
      { values: text('predicted species'), probabilities: { classes, values: probabilities } },
      classes,
    );
    expect(again.logLoss).toBeCloseTo(metrics.logLoss?.values[2] ?? Number.NaN, 12);
  });

  it('of boosted trees on rides to come is worse than on rides at random, and both beat the mean', async () => {
    const rides = every(readBikeRides(), 6);
    const instant = {
      name: 'at',
      type: 'number' as const,
      values: Float64Array.from({ length: rides.numRows }, (_, i) => i),
    };
    const data = { ...rides, columns: [...rides.columns, instant] };
    const options = { target: 'cnt', options: { rounds: 60 } } as const;
    const later = await validate(data, { ...options, folds: { kind: 'time-series', k: 4, column: 'at' } });
    const random = await validate(data, {
      ...options,
      folds: { kind: 'k-fold', k: 4 },
      features: rides.columns.map(({ name }) => name).filter((name) => name !== 'cnt'),
    });
    expect(later.metrics.rmse?.mean).toBeGreaterThan(1.2 * (random.metrics.rmse?.mean ?? 0));
    expect(random.metrics.rmse?.difference.high).toBeLessThan(0);
    expect(() => later.compare(random)).toThrow(/not validated on the same folds/);
  });

  it('learns nothing from the rows that a fold tests, preprocessing included', async () => {
    const houses = every(readExampleData('california-housing'), 20);
    const given = {
      target: 'median_house_value',
      learner: 'linear',
      folds: { kind: 'time-series', k: 3, column: 'at' },
    } as const;
    const at = {
      name: 'at',
      type: 'number' as const,
      values: Float64Array.from({ length: houses.numRows }, (_, i) => i),
    };
    const tested = houses.numRows - Math.floor(houses.numRows / 4);
    const spoil = {
      ...houses,
      columns: [
        ...houses.columns.map((column) =>
          column.name === 'median_income' && column.type === 'number'
            ? { ...column, values: column.values.map((value, row) => (row >= tested ? 1e9 : value)) }
            : column,
        ),
        at,
      ],
    };
    const clean = await validate({ ...houses, columns: [...houses.columns, at] }, given);
    const spoilt = await validate(spoil, given);
    expect(spoilt.metrics.rmse?.values.slice(0, 2)).toEqual(clean.metrics.rmse?.values.slice(0, 2));
    expect(spoilt.metrics.rmse?.values[2]).not.toEqual(clean.metrics.rmse?.values[2]);
  });

  it('compares learners fold by fold, and is the same for the same seed', async () => {
    const given = { target: 'body_mass_g', folds: { kind: 'repeated', k: 3, repeats: 2 } } as const;
    const line = await validate(penguins, { ...given, learner: 'linear' });
    const trees = await validate(penguins, { ...given, options: { rounds: 30 } });
    const { differences, mean, low, high } = line.compare(trees);
    expect(differences).toEqual(
      line.metrics.rmse?.values.map((value, i) => Number(value) - Number(trees.metrics.rmse?.values[i])),
    );
    expect(low).toBeLessThan(mean);
    expect(high).toBeGreaterThan(mean);
    expect(await validate(penguins, { ...given, learner: 'linear' })).toEqual(
      expect.objectContaining({ metrics: line.metrics }),
    );
    const other = await validate(penguins, { ...given, learner: 'linear', seed: 2 });
    expect(() => line.compare(other)).toThrow(/same folds/);
  });
});

describe('in the training worker', () => {
  it('it tells its folds, and a stop keeps those that are finished', async () => {
    const { trainer, workers } = createTestTrainer();
    const { scope, seen, finish } = createScope();
    let wanted = false;
    const stopping = {
      ...scope,
      progress: (progress: Parameters<typeof scope.progress>[0]) => {
        scope.progress(progress);
        if (wanted || !progress?.message?.startsWith('Fold 3')) return;
        wanted = true;
        finish();
      },
    };
    const validation = await trainer.crossValidate(
      penguins,
      { target: 'body_mass_g', learner: 'network', options: { epochs: 30 }, folds: { kind: 'k-fold', k: 6 } },
      stopping,
    );
    expect(validation.planned).toBe(6);
    expect(validation.folds.length).toBeGreaterThanOrEqual(2);
    expect(validation.folds.length).toBeLessThan(6);
    expect(validation.notes.join()).toMatch(/Stopped by hand: \d of 6 folds were finished, and kept/);
    expect(validation.outOfFold.numRows).toBe(
      validation.folds.reduce((sum, { testRows }) => sum + testRows, 0),
    );
    expect(seen.some((progress) => progress?.message === 'Fold 2 of 6')).toBe(true);
    expect(workers()).toBe(0);
  });
});

describe('what cannot be cross-validated', () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({
    x: i % 7,
    y: i < 10 ? 0.5 : i + 0.5,
    at: i,
    kind: i === 29 ? 'b' : 'a',
  }));
  it.each([
    [
      { target: 'y', split: { by: 'random' }, folds: { kind: 'k-fold' } },
      /Option split: a cross-validation has folds instead/,
    ],
    [{ target: 'y', folds: { kind: 'k-fold', k: 1 } }, /Option folds\.k/],
    [{ target: 'y', folds: { kind: 'repeated', k: 50, repeats: 50 } }, /500 at most/],
    [
      { target: 'y', folds: { kind: 'time-series', k: 2, column: 'at' } },
      /Fold 1 of 2: .*one value only in the training rows/,
    ],
    [{ target: 'kind', folds: { kind: 'stratified', k: 3 } }, /Fold 3 of 3: .*one value only/],
    [{ target: 'y', folds: { kind: 'group', column: 'city' } }, /There is no column “city”/],
  ])('is refused in words (%#)', async (options, message) => {
    await expect(async () => validate(rows, options as CrossValidateOptionsInput)).rejects.toThrow(message);
  });
});
