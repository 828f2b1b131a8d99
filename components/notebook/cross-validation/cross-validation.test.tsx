// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { type CrossValidateOptions, createCrossValidation } from '@/cells/ml/cross-validation';
import { parseCrossValidateOptions } from '@/cells/ml/cross-validation/fold-options';
import { readTable } from '@/cells/ml/read-table';
import { createCrossValidationView, createFoldComparisonView, isCrossValidation, isFoldComparison } from '.';

const rows = Array.from({ length: 20 }, (_, i) => ({ x: i, cnt: i + 0.5 }));
const options: CrossValidateOptions = parseCrossValidateOptions({
  target: 'cnt',
  learner: 'linear',
  folds: { kind: 'time-series', k: 4, column: 'x', gap: 1 },
});
const make = (rmse: readonly number[], planned = rmse.length) =>
  createCrossValidation(
    {
      task: 'regression',
      rows: 20,
      planned,
      notes: ['1 row without a target is not used.'],
      folds: rmse.map((value, i) => ({
        ...{ repeat: 1, fold: i + 1, trainRows: 4 * (i + 1) },
        test: Uint32Array.of(4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3),
        predictions: { values: Float64Array.of(1, 2, 3, 4) },
        metrics: { rmse: value },
        baseline: { rmse: 100 + i },
      })),
    },
    options,
    readTable(rows),
  );

describe('a cross-validation in a notebook', () => {
  it('shows mean, spread, baseline and each fold', () => {
    const validation = make([40, 41, 44, 43]);
    expect(isCrossValidation(validation)).toBe(true);
    const text = createCrossValidationView(validation).textContent ?? '';
    expect(text).toMatch(/Cross-validation · Linear · target cnt/);
    expect(text).toMatch(/RMSE 42(\.0)? ± 1\.83 between folds, baseline 102/);
    expect(text).toMatch(/4 folds in time by x, 1 row between · 20 rows · seed.1/);
    expect(text).toContain('1 row without a target is not used.');
    expect(text).not.toMatch(/guessing/);
  });

  it('says when a model is no better than guessing, and when that is not shown', () => {
    expect(createCrossValidationView(make([100, 101, 102, 103])).textContent).toMatch(
      /No better than guessing/,
    );
    expect(createCrossValidationView(make([40, 100, 170, 20])).textContent).toMatch(
      /Not shown to be better than guessing/,
    );
    const one = createCrossValidationView(make([40], 4)).textContent ?? '';
    expect(one).toMatch(/1 of 4 folds in time/);
    expect(one).toMatch(/not known from one fold/);
  });

  it('compares two of them in words', () => {
    const better = make([40, 41, 44, 43]).compare(make([60, 60, 65, 64]));
    expect(isFoldComparison(better)).toBe(true);
    expect(createFoldComparisonView(better).textContent).toMatch(/The first is better: its RMSE is lower/);
    const same = make([40, 41, 44, 43]).compare(make([44, 41, 40, 43]));
    expect(createFoldComparisonView(same).textContent).toMatch(/No difference in RMSE is shown/);
  });
});
