import { describe, expect, it } from 'vitest';
import { parseCrossValidateOptions } from '../cross-validation';
import { readExampleData, without } from '../example-data.fixture';
import type { Columns } from '../model';
import { nodeAssets } from '../node-assets';
import { openModel } from '../open-model';
import { prepareTraining } from '../prepare-training';
import { rangeOf } from '../random';
import { findColumn, readTable, takeTableRows } from '../read-table';
import { train } from '../train';
import { parseTrainOptions, type TrainOptionsInput } from '../train-options';
import { parseTuneOptions } from '../tuning/tune-options';
import { addLags } from './add-lags';
import { parseLagOptions } from './lag-options';

const assets = nodeAssets();
const context = { signal: new AbortController().signal, progress() {}, assets };
const rides = readRides(1500);
const lags = { time: 'starts', columns: ['cnt'], lags: [1, 24], windows: [24], every: 'hour' } as const;
const split = { by: 'time', column: 'starts' } as const;
const options = {
  target: 'cnt',
  learner: 'linear',
  split,
  lags: { ...lags, columns: ['cnt'], lags: [1, 24], windows: [24] },
} satisfies TrainOptionsInput;

/** The first hours with when they began; some hours are not in the file. */
function readRides(rows: number): Columns {
  const all = takeTableRows(readExampleData('bike-sharing-hour'), rangeOf(rows));
  const [day, hour] = [findColumn(all, 'dteday'), findColumn(all, 'hr')];
  const values = Float64Array.from(
    { length: rows },
    (_, row) => Number(day?.values[row]) + Number(hour?.values[row]) * 3600e3,
  );
  const known = without(all, 'instant', 'dteday', 'casual', 'registered');
  return { ...known, columns: [...known.columns, { name: 'starts', type: 'date', values }] };
}

describe('a training on earlier values', () => {
  it('asks for them in its signature, and foretells better with them', async () => {
    const model = await train(rides, options, context);
    const plain = await train(rides, { ...options, lags: undefined }, context);
    expect(model.evaluation.metrics.rmse).toBeLessThan(0.7 * (plain.evaluation.metrics.rmse ?? 0));
    const names = model.signature.inputs.map(({ name }) => name);
    expect(names.slice(-3)).toEqual(['cnt_lag_1', 'cnt_lag_24', 'cnt_mean_24']);
    expect(names).not.toContain('starts');
    expect(model.leaks).toBeUndefined();
    expect(model.notes.join()).toContain('“cnt” is read from earlier rows too, by “starts”.');
    expect(model.heldOut?.rows.columns.map(({ name }) => name)).toContain('cnt_lag_24');

    // The next hour is not in the history: its features are made of the history and itself.
    const history = takeTableRows(rides, rangeOf(1400));
    const next = takeTableRows(rides, [1400]);
    const both = takeTableRows(rides, rangeOf(1401));
    const unknown = {
      ...both,
      columns: both.columns.map((column) =>
        column.name === 'cnt' && column.type === 'number'
          ? { ...column, values: column.values.with(1400, Number.NaN) }
          : column,
      ),
    };
    const asked = takeTableRows(addLags(unknown, parseLagOptions(options.lags)), [1400]);
    const known = takeTableRows(addLags(rides, parseLagOptions(options.lags)), [1400]);
    const opened = await openModel(await model.toPackage(), { assets });
    expect(await opened.predict(asked)).toEqual(await opened.predict(known));
    expect(findColumn(asked, 'cnt_lag_1')?.values[0]).toBe(findColumn(history, 'cnt')?.values[1399]);
    await expect(opened.predict(next)).rejects.toThrow('needs column “cnt_lag_1”');
    opened.dispose();
  });

  it('keeps named features beside them, and those of them that are named', () => {
    const namesOf = (features: string[]) =>
      prepareTraining(
        readTable(rides),
        parseTrainOptions({ ...options, features }),
      ).train.features.columns.map(({ name }) => name);
    expect(namesOf(['hr'])).toEqual(['hr', 'cnt_lag_1', 'cnt_lag_24', 'cnt_mean_24']);
    expect(namesOf(['hr', 'cnt_lag_24'])).toEqual(['hr', 'cnt_lag_24']);
  });

  it('is refused where rows that test are not later', () => {
    const refusal = /rows that test must be later than those that train: split by time, by “starts”/;
    for (const other of [undefined, { by: 'stratified' }, { by: 'time', column: 'hr' }] as const)
      expect(() => parseTrainOptions({ ...options, split: other })).toThrow(refusal);
    const { split: _, ...rest } = options;
    expect(() => parseCrossValidateOptions({ ...rest, folds: { kind: 'k-fold', k: 5 } })).toThrow(refusal);
    expect(() =>
      parseCrossValidateOptions({ ...rest, folds: { kind: 'time-series', k: 3, column: 'starts' } }),
    ).not.toThrow();
    const { learner: __, ...searched } = rest;
    expect(() => parseTuneOptions({ ...searched, search: { linear: {} } })).toThrow(refusal);
  });
});
