import { describe, expect, test } from 'vitest';
import reference from '@/tests/fixtures/drift-reference.json';
import { andersonDarling, cramerVonMises, hellinger, kullbackLeibler, mannWhitney, psi } from '.';

/** To `digits` significant digits. */
const near = (value: number, expected: number, digits = 10) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(Math.abs(expected) * 10 ** -digits + 1e-300);

describe("two-sample tests equal SciPy's on real columns", () => {
  const cases = Object.entries(reference.tests).map(
    ([name, { samples, ...values }]) =>
      [name, samples, values as Record<keyof typeof values, [number, number]>] as const, // JSON knows no pairs
  );

  test.each(cases)(
    'Mann–Whitney: %s',
    (_, [first = [], second = []], { mannWhitney: [statistic, pValue] }) => {
      const tested = mannWhitney(first, second);
      near(tested.statistic, statistic);
      near(tested.pValue, pValue);
      near(tested.superiority, statistic / (first.length * second.length));
    },
  );

  test.each(cases)(
    'Cramér–von Mises: %s',
    (_, [first = [], second = []], { cramerVonMises: [statistic, pValue] }) => {
      const tested = cramerVonMises(first, second);
      near(tested.statistic, statistic);
      // SciPy's series of the limiting distribution ends at terms below 1e-7, far from the middle of it.
      expect(Math.abs(tested.pValue - pValue)).toBeLessThan(statistic > 5 ? 1e-8 : 1e-12);
    },
  );

  test.each(cases)('Anderson–Darling: %s', (_, samples, { andersonDarling: [statistic, pValue] }) => {
    const tested = andersonDarling(samples);
    near(tested.statistic, statistic);
    near(tested.pValue, pValue, 8);
  });

  test('nothing to compare is not a number, or refused', () => {
    expect(mannWhitney([], [1]).pValue).toBeNaN();
    expect(cramerVonMises([1], []).pValue).toBeNaN();
    expect(() => andersonDarling([[1, 2]])).toThrow('two samples or more');
    expect(() => andersonDarling([[1, 2], []])).toThrow('a value in each');
    expect(() => andersonDarling([[1, 1], [1]])).toThrow('two different values');
  });

  test('the order of the samples turns superiority round, and nothing else', () => {
    const [first, second] = [
      [3, 1, 2, 9, 4, 4, 7, 8, 5],
      [6, 2, 8, 9, 10, 11, 12, 4, 13, 14],
    ];
    expect(mannWhitney(first, second).superiority).toBeCloseTo(
      1 - mannWhitney(second, first).superiority,
      12,
    );
    expect(mannWhitney(first, second).pValue).toBeCloseTo(mannWhitney(second, first).pValue, 12);
    expect(cramerVonMises(first, second)).toEqual(cramerVonMises(second, first));
  });
});

describe("distances of histograms equal Evidently's", () => {
  test.each(Object.entries(reference.histograms))('%s', (_, { reference, current, ...values }) => {
    near(kullbackLeibler(reference, current), values.kullbackLeibler);
    near(psi(reference, current), values.psi);
    near(hellinger(reference, current), values.hellinger, 7);
  });

  test('nothing against something is not a number', () => {
    for (const distance of [kullbackLeibler, hellinger]) {
      expect(distance([0, 0], [1, 2])).toBeNaN();
      expect(distance([1, 2], [0, 0])).toBeNaN();
    }
  });
});
