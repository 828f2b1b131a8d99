import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate';

describe('the evaluation of quantiles', () => {
  const actual = Float64Array.of(1, 2, 3, 10);
  const quantiles = { levels: [0.1, 0.5, 0.9], values: Float64Array.of(0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5) };
  const answers = { values: Float64Array.of(1, 2, 3, 4), quantiles };
  const training = Float64Array.from({ length: 11 }, (_, i) => i);

  it('says how much of the rows the band holds, and keeps its ends', () => {
    const found = evaluate(actual, answers, { task: 'regression', training });
    expect(found).toMatchObject({
      task: 'regression',
      band: [0.1, 0.9],
      metrics: { coverage: 0.75 },
      residuals: [
        { predicted: 1, actual: 1, low: 0, high: 2 },
        { predicted: 2, actual: 2, low: 1, high: 3 },
        { predicted: 3, actual: 3, low: 2, high: 4 },
        { predicted: 4, actual: 10, low: 3, high: 5 },
      ],
    });
    // Rows 1 to 3 miss the outer levels by 1 each (0.1 · 2 / 3 on average), row 4 all three by 7, 6 and 5.
    expect(found.metrics.pinball).toBeCloseTo((3 * 0.2 + 0.1 * 7 + 0.5 * 6 + 0.9 * 5) / 12, 12);
  });

  it('has the quantiles of the training rows as its baseline', () => {
    const { baseline } = evaluate(actual, answers, { task: 'regression', training });
    expect(baseline.coverage).toBe(0.75); // 1 to 9 holds 1, 2 and 3
  });

  it('has no band where one level, or none, was learnt', () => {
    const one = { values: answers.values, quantiles: { levels: [0.5], values: answers.values } };
    const found = evaluate(actual, one, { task: 'regression', training });
    expect(found).not.toHaveProperty('band');
    expect(found.metrics.coverage).toBeUndefined();
    expect(
      evaluate(actual, { values: answers.values }, { task: 'regression', training }).metrics.pinball,
    ).toBe(undefined);
  });
});
