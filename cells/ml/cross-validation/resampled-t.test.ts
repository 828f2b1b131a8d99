import { expect, it } from 'vitest';
import { resampledT } from './resampled-t';

// NumPy and SciPy: s = std(ddof=1), margin = t.ppf(.975, 4) · s · sqrt(1/5 + 1/4); p of the mean less 0.8 by 2 · t.sf.
it('the corrected resampled t equals NumPy’s and SciPy’s figures', () => {
  const values = [0.8, 0.82, 0.79, 0.85, 0.81];
  const spread = resampledT(values, 1 / 4);
  expect(spread.mean).toBeCloseTo(0.814, 12);
  expect(spread.deviation).toBeCloseTo(0.023021728866442645, 12);
  expect(spread.low).toBeCloseTo(0.7711221221351948, 10);
  expect(spread.high).toBeCloseTo(0.8568778778648053, 10);
  const shifted = resampledT(
    values.map((value) => value - 0.8),
    1 / 4,
  );
  expect(shifted.pValue).toBeCloseTo(0.4159247169919561, 10);
});

it('one fold has no spread, and equal folds no doubt', () => {
  expect(resampledT([3], 0.25)).toMatchObject({ mean: 3, low: -Infinity, high: Infinity, pValue: 1 });
  expect(resampledT([3, 3], 0.25)).toEqual({ mean: 3, deviation: 0, low: 3, high: 3, pValue: 0 });
});
