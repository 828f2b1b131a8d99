import { describe, expect, it } from 'vitest';
import { shareInterval, signTest, studentCritical, studentTwoSided } from '@/cells/statistics';
import { incompleteBeta } from '@/cells/statistics/student-t';
import { askOther, type OtherModel } from './compare-models';
import { judge } from './judge';
import { parseJudgeOptions } from './judge-options';
import { mcnemar, testPaired } from './paired-tests';
import { binaryRows, numberRows, reference } from './reference.fixture';

const { binary, numbers, statistics } = reference;

describe('distributions', () => {
  it('are SciPy’s', () => {
    const near = (found: number, wanted = Number.NaN) =>
      expect(Math.abs(found / wanted - 1)).toBeLessThan(1e-10);
    for (const [a = 0, b = 0, x = 0, wanted] of statistics.incompleteBeta)
      near(incompleteBeta(a, b, x), wanted);
    for (const [t = 0, freedom = 0, wanted] of statistics.studentTwoSided)
      near(studentTwoSided(t, freedom), wanted);
    for (const [share = 0, freedom = 0, wanted] of statistics.studentCritical)
      near(studentCritical(share, freedom), wanted);
    for (const [a = 0, b = 0, wanted] of statistics.signTest) near(signTest(a, b), wanted);
    const { low, high } = shareInterval(37 / 120, 120);
    near(low, statistics.wilson[0]);
    near(high, statistics.wilson[1]);
  });
});

describe('paired tests', () => {
  const of = (tests: ReturnType<typeof testPaired>, name: string) => tests.find((test) => test.of === name);

  it('of two classifiers are McNemar’s, DeLong’s and Student’s, as SciPy has them', () => {
    const tests = testPaired(binaryRows(), binaryRows('second').predictions);
    const accuracy = of(tests, 'accuracy');
    const { mine, theirs } = binary.mcnemar;
    expect(accuracy?.difference).toBeCloseTo((mine - theirs) / 120, 12);
    expect(accuracy?.pValue).toBeCloseTo(
      mine + theirs < 25 ? binary.mcnemar.exact : binary.mcnemar.corrected,
      10,
    );
    for (const [name, wanted] of [
      ['rocAuc', binary.delong],
      ['logLoss', binary.logLoss],
    ] as const)
      for (const key of ['statistic', 'pValue', 'low', 'high'] as const)
        expect(of(tests, name)?.[key], `${name} ${key}`).toBeCloseTo(wanted[key], 9);
    expect(of(tests, 'rocAuc')?.difference).toBeCloseTo(binary.delong.difference, 12);
  });

  it('count the rows on which one alone is right, exactly where they are few', () => {
    const answers = (right: number, all: number) => Array.from({ length: all }, (_, i) => i < right);
    const wrong = (n: number) => new Array<boolean>(n).fill(false);
    // 40 rows on which the first alone is right, 10 on which the second is.
    const many = mcnemar([...answers(40, 40), ...wrong(10)], [...wrong(40), ...answers(10, 10)]);
    expect(many.statistic).toBeCloseTo(29 ** 2 / 50, 12);
    const few = mcnemar([...answers(3, 3), ...wrong(9)], [...wrong(3), ...answers(9, 9)]);
    expect(few).toMatchObject({ statistic: null, difference: -0.5 });
    expect(few.pValue).toBeCloseTo(statistics.signTest[0]?.[2] ?? 0, 10);
  });

  it('of two regressions are Student’s of their losses', () => {
    const tests = testPaired(numberRows(), numberRows('second').predictions);
    for (const name of ['squaredError', 'absoluteError'] as const)
      for (const key of ['statistic', 'pValue', 'low', 'high'] as const)
        expect(of(tests, name)?.[key], `${name} ${key}`).toBeCloseTo(numbers[name][key], 8);
  });

  it('of a model with itself find nothing', () => {
    for (const rows of [binaryRows(), numberRows()])
      for (const { difference, pValue } of testPaired(rows, rows.predictions))
        expect([difference, pValue]).toEqual([0, 1]);
  });
});

describe('a comparison', () => {
  const rows = {
    ...binaryRows(),
    columns: {
      numRows: 120,
      columns: [{ name: 'x', type: 'number' as const, values: Float64Array.from(binary.second) }],
    },
  };
  const turned: OtherModel = {
    name: 'champion',
    task: 'binary',
    signature: { inputs: [], output: { name: 'y', type: 'string', classes: ['1', '0'] } },
    predict: async ({ numRows }) => ({
      values: binary.second.slice(0, numRows).map((p) => (p > 0.5 ? '1' : '0')),
      probabilities: {
        classes: ['1', '0'],
        values: Float64Array.from(binary.second.flatMap((p) => [p, 1 - p])),
      },
    }),
  };

  it('puts another model’s classes into the same order, and says that its rows may be known to it', async () => {
    const other = await askOther(rows, turned);
    expect(other.predictions.probabilities).toEqual(binaryRows('second').predictions.probabilities);
    expect(other.notes[0]).toContain('Whether champion has learnt from these rows is not known');
    const heldOut = (n: number) => ({
      rows: {
        numRows: n,
        columns: [
          { name: 'x', type: 'number' as const, values: Float64Array.from(binary.second.slice(0, n)) },
        ],
      },
      ...{ given: n, baseline: { values: ['0'] } },
    });
    expect((await askOther(rows, { ...turned, heldOut: heldOut(120) })).notes).toEqual([]);
    expect((await askOther(rows, { ...turned, heldOut: heldOut(20) })).notes[0]).toMatch(
      /\d+ of the 120 rows are not among/,
    );
  });

  it('has the difference of each metric with its interval, and no test in closed form of weighted rows', async () => {
    const options = parseJudgeOptions({ resamples: 500 });
    const other = await askOther(rows, turned);
    const { comparison, metrics } = await judge(rows, options, { source: 'test', other });
    const auc = comparison?.metrics.rocAuc;
    expect(auc?.difference.value).toBeCloseTo(binary.delong.difference, 12);
    expect((metrics.rocAuc?.value ?? 0) - (auc?.value ?? 0)).toBeCloseTo(binary.delong.difference, 12);
    expect(auc?.difference.low).toBeLessThan(binary.delong.difference);
    expect(auc?.difference.high).toBeGreaterThan(binary.delong.difference);
    expect(comparison?.tests).toHaveLength(3);
    const weighted = await judge(binaryRows('first', binary.weights), options, { source: 'test', other });
    expect(weighted.comparison?.tests).toEqual([]);
  });

  it('of models that do not predict the same is refused in words', async () => {
    await expect(askOther(numberRows(), turned)).rejects.toThrow(
      'champion predicts y (binary), and the judged model y (regression)',
    );
    const strange = {
      ...turned,
      signature: { inputs: [], output: { name: 'y', type: 'string' as const, classes: ['0', 'x'] } },
    };
    await expect(askOther(rows, strange)).rejects.toThrow('champion knows the classes 0, x');
  });
});
