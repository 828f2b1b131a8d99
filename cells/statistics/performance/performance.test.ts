import { describe, expect, test } from 'vitest';
import reference from '@/tests/fixtures/nannyml-reference.json';
import { createRandom } from '../random';
import { findThresholds } from '../thresholds';
import {
  createPerformanceEstimator,
  fitIsotonic,
  type LabelledRows,
  performanceMetrics,
  performanceSoFar,
} from '.';

const cut = (rows: LabelledRows, from: number, to: number): LabelledRows => ({
  scores: Array.from(rows.scores).slice(from, to),
  answers: Array.from(rows.answers).slice(from, to),
  truths: Array.from(rows.truths).slice(from, to),
});

describe("without labels, estimates equal NannyML's", () => {
  const estimator = createPerformanceEstimator(reference.reference);

  test('calibrated where it calibrates', () => {
    expect(estimator.calibration.helps).toBe(reference.sure.isCalibrated);
    expect(estimator.calibration.after).toBeLessThan(estimator.calibration.before);
  });

  test.each(reference.sure.chunks.map((chunk, i) => [i, chunk] as const))('chunk %d', (i, expected) => {
    const estimated = estimator.estimate(cut(reference.analysis, 200 * i, 200 * (i + 1)));
    for (const name of performanceMetrics) {
      // NannyML rounds counts to five digits before it takes the area under the ROC curve, and breaks ties by their place.
      const digits = name === 'rocAuc' ? 3 : 10;
      expect(estimated[name].value).toBeCloseTo(expected[name].value, digits);
      expect(estimated[name].low).toBeCloseTo(expected[name].low, digits);
      expect(estimated[name].high).toBeCloseTo(expected[name].high, digits);
      expect(estimated[name].samplingError).toBeCloseTo(
        expected[name].samplingError,
        name === 'rocAuc' ? 4 : 10,
      );
    }
  });

  test('what was true in the reference, and the thresholds from it', () => {
    const chunks = [0, 1, 2, 3, 4].map(
      (i) => performanceSoFar(cut(reference.reference, 200 * i, 200 * (i + 1))).metrics,
    );
    for (const name of performanceMetrics) {
      chunks.forEach((chunk, i) => {
        expect(chunk[name]).toBeCloseTo(reference.sure.realized[name][i] ?? Number.NaN, 12);
      });
      const { lower, upper } = findThresholds(
        chunks.map((chunk) => chunk[name]),
        { kind: 'deviations' },
        { lower: 0, upper: 1 },
      );
      expect(lower).toBeCloseTo(reference.sure.thresholds[name][0] ?? Number.NaN, 12);
      expect(upper).toBeCloseTo(reference.sure.thresholds[name][1] ?? Number.NaN, 12);
    }
  });
});

test('a shift of the inputs moves the estimate to where the truth goes', () => {
  const random = createRandom(7);
  const made = (rows: number, bend: number): LabelledRows => {
    // Scores of everywhere: what the reference never had, nothing can be known of.
    const scores = Float64Array.from({ length: rows }, () => random() ** bend);
    return {
      scores,
      answers: [...scores].map((score) => score > 0.5),
      truths: [...scores].map((score) => random() < score),
    };
  };
  const estimator = createPerformanceEstimator(made(8000, 1));
  const later = made(4000, 2);
  const estimated = estimator.estimate(later);
  const { metrics } = performanceSoFar(later);
  for (const name of performanceMetrics) {
    expect(metrics[name]).toBeGreaterThan(estimated[name].low);
    expect(metrics[name]).toBeLessThan(estimated[name].high);
  }
});

test('labels that have not come are not counted, and told', () => {
  const rows: LabelledRows = {
    scores: [0.9, 0.8, 0.2, 0.4, 0.7],
    answers: [1, 1, 0, 0, 1],
    truths: [true, null, false, true, null],
  };
  const soFar = performanceSoFar(rows);
  expect(soFar).toMatchObject({ labelled: 3, rows: 5 });
  expect(soFar.metrics).toMatchObject({ precision: 1, recall: 0.5, specificity: 1 });
  expect(soFar.metrics.accuracy).toBeCloseTo(2 / 3, 12);
  expect(performanceSoFar({ ...rows, truths: [null, null, null, null, null] }).metrics.accuracy).toBeNaN();
});

test('isotonic regression equals scikit-learn', () => {
  const { scores, truths } = reference.reference;
  const fitted = fitIsotonic(scores, truths);
  reference.isotonic.at.forEach((at, i) => {
    expect(fitted(at)).toBeCloseTo(reference.isotonic.heights[i] ?? Number.NaN, 12);
  });
  expect(fitIsotonic([1], [5])(9)).toBe(5);
  expect(() => fitIsotonic([], [])).toThrow('a point at least');
});

test('what cannot be estimated is refused in words', () => {
  const one: LabelledRows = { scores: [0.1, 0.2], answers: [0, 0], truths: [0, 0] };
  expect(() => createPerformanceEstimator(one)).toThrow('both classes');
  expect(() => createPerformanceEstimator({ ...one, scores: [0.1, 7] })).toThrow('Row 2 has the score 7');
  expect(() => performanceSoFar({ ...one, answers: [0] })).toThrow('of one length, not 2, 1, 2');
});
