import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate';
import { permutationImportance } from './importance';
import type { Column, Columns } from './model';
import { profileColumn } from './profile';

const numbers = (name: string, values: ArrayLike<number>, type: 'number' | 'date' = 'number'): Column => ({
  name,
  type,
  values: Float64Array.from(values),
});

describe('an evaluation', () => {
  it('of a regression stands beside the mean of the training rows', () => {
    const { metrics, baseline, rows } = evaluate(
      Float64Array.of(1, 2, 3),
      { values: Float64Array.of(1, 2, 4) },
      { task: 'regression', training: Float64Array.of(0, 4) },
    );
    expect(metrics.rmse).toBeCloseTo(Math.sqrt(1 / 3), 10);
    expect(baseline).toMatchObject({ rmse: Math.sqrt(2 / 3), mae: 2 / 3, r2: 0 });
    expect(rows).toBe(3);
  });

  it('of classes stands beside the majority, its shares as probabilities', () => {
    const evaluation = evaluate(
      ['yes', 'no', 'yes', 'yes'],
      {
        values: ['yes', 'no', 'no', 'yes'],
        probabilities: {
          classes: ['no', 'yes'],
          values: Float64Array.of(0.2, 0.8, 0.9, 0.1, 0.6, 0.4, 0.1, 0.9),
        },
      },
      { task: 'binary', classes: ['no', 'yes'], training: ['yes', 'yes', 'no', 'yes'] },
    );
    expect(evaluation).toMatchObject({
      metrics: { accuracy: 0.75, rocAuc: 1 },
      baseline: { accuracy: 0.75, rocAuc: 0.5 },
      confusion: [
        [1, 0],
        [1, 2],
      ],
    });
    const entropy = -(3 * Math.log(0.75) + Math.log(0.25)) / 4;
    expect(evaluation.baseline.logLoss).toBeCloseTo(entropy, 10);
  });

  it('leaves out what is not defined: no percentage of nothing, no AUC of one class', () => {
    const regression = evaluate(
      Float64Array.of(0, 1),
      { values: Float64Array.of(0, 1) },
      { task: 'regression', training: Float64Array.of(1) },
    );
    expect(regression.metrics).not.toHaveProperty('mape');
    const probabilities = { classes: ['a', 'b'], values: Float64Array.of(1, 0) };
    const classes = evaluate(
      ['a'],
      { values: ['a'], probabilities },
      { task: 'binary', classes: ['a', 'b'], training: ['a', 'b'] },
    );
    expect(classes.metrics).not.toHaveProperty('rocAuc');
  });
});

describe('permutation importance', () => {
  const used = numbers(
    'used',
    Array.from({ length: 500 }, (_, i) => (i * 37) % 500),
  );
  const idle = numbers(
    'idle',
    Array.from({ length: 500 }, (_, i) => i),
  );
  const rows: Columns = { numRows: 500, columns: [idle, used] };
  const predict = async ({ columns }: Columns) => ({
    values: Float64Array.from(columns[1]?.values as Float64Array),
  }); // a number column
  const actual = Float64Array.from(used.values as Float64Array);

  it('is what the error rises by: all of the spread for the only column that is used, nothing for the rest', async () => {
    const importances = await permutationImportance(predict, rows, actual, { seed: 1 });
    expect(importances.map(({ feature }) => feature)).toEqual(['used', 'idle']);
    // Two independent draws of one distribution differ by √2 standard deviations: 500 / √12 · √2 = 204.
    expect(importances[0]?.permutation).toBeGreaterThan(190);
    expect(importances[0]?.permutation).toBeLessThan(218);
    expect(importances[1]?.permutation).toBe(0);
    expect(await permutationImportance(predict, rows, actual, { seed: 1 })).toEqual(importances);
  });

  it('of thousands of columns predicts a bounded number of rows, and still finds the one that is used', async () => {
    const others = Array.from({ length: 4000 }, (_, i) => ({ ...idle, name: `idle ${i}` }));
    let predicted = 0;
    const count = (columns: Columns) => {
      predicted += columns.numRows;
      return predict(columns);
    };
    const wide = { numRows: 500, columns: [idle, used, ...others] };
    const importances = await permutationImportance(count, wide, actual, { seed: 1 });
    expect(importances[0]?.feature).toBe('used');
    expect(predicted).toBeLessThan(6_100_000 / 3);
  });
});

describe('a profile', () => {
  it('of numbers has their moments, histogram and quantiles; what is not finite is missing', () => {
    const { NaN: missing, POSITIVE_INFINITY: infinite } = Number;
    expect(profileColumn(numbers('x', [1, 2, 2, 5, missing, infinite]))).toEqual({
      name: 'x',
      type: 'number',
      count: 6,
      missing: 2,
      mean: 2.5,
      standardDeviation: 1.5,
      minimum: 1,
      maximum: 5,
      distinct: 3,
      histogram: { edges: [1, 1 + 4 / 3, 1 + 8 / 3, 5], counts: [3, 0, 1] },
      sample: [1, 2, 2, 5],
    });
  });

  it('of text has the most frequent values, and how many others', () => {
    const values = [...Array.from({ length: 300 }, (_, i) => `v${i}`), 'v7', null];
    const profile = profileColumn({ name: 'x', type: 'string', values });
    expect(profile).toMatchObject({ type: 'string', count: 302, missing: 1, distinct: 300, other: 100 });
    expect(profile.type === 'string' && profile.frequencies[0]).toEqual({ value: 'v7', count: 2 });
  });

  it('stays small, and is plain JSON', () => {
    const profile = profileColumn(
      numbers(
        'x',
        Array.from({ length: 100_000 }, (_, i) => Math.sqrt(i)),
        'date',
      ),
    );
    expect(profile.type === 'date' && profile.sample.length).toBe(1000);
    expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
    expect(JSON.stringify(profileColumn(numbers('empty', [Number.NaN])))).not.toContain('null');
  });
});
