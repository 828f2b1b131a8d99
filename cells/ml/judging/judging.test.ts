import { describe, expect, it } from 'vitest';
import { measure } from '../evaluate';
import { judge } from './judge';
import { parseJudgeOptions } from './judge-options';
import type { Judgement } from './judgement';
import { binaryRows, classRows, numberRows, reference } from './reference.fixture';
import { atThreshold, findLeastCost, gainCurve, liftAt, precisionRecallCurve, rocCurve } from './thresholds';

const { binary, classes, numbers } = reference;
const weights = binary.weights;
const quick = parseJudgeOptions({ resamples: 100 });
const source = { source: 'reference' };

const valuesOf = (judgement: Judgement) =>
  Object.fromEntries(Object.entries(judgement.metrics).map(([name, { value }]) => [name, value]));

type Numbers = Readonly<Record<string, number>> | readonly number[];

/** To twelve digits, by name or by place. */
function expectClose(found: Numbers, wanted: Numbers) {
  const values = new Map(Object.entries(found));
  for (const [name, value] of Object.entries(wanted))
    expect(values.get(name), name).toSatisfy(
      (one: number) => Math.abs(one - value) <= 1e-12 * Math.max(1, Math.abs(value)),
    );
}

describe('metrics', () => {
  it('are scikit-learn’s, with and without weights, and the evaluation’s', async () => {
    const cases = [
      [binaryRows(), binary.plain.metrics],
      [binaryRows('first', weights), binary.weighted.metrics],
      [classRows(), classes.plain.metrics],
      [classRows(weights), classes.weighted.metrics],
      [numberRows(), numbers.plain],
      [numberRows('first', weights), numbers.weighted],
    ] as const;
    for (const [rows, wanted] of cases) {
      const found = valuesOf(await judge(rows, quick, source));
      expectClose(found, wanted);
      if (!rows.weights) expectClose(found, measure(rows.actual, rows.predictions, rows.classes));
    }
  });

  it('of each class and their averages are scikit-learn’s', async () => {
    for (const [rows, wanted] of [
      [classRows(), classes.plain],
      [classRows(weights), classes.weighted],
    ] as const) {
      const { byClass = [], averages, confusion } = await judge(rows, quick, source);
      byClass.forEach((score, k) => {
        const { precision, recall, f1, rocAuc, averagePrecision } = score;
        expectClose(
          { precision, recall, f1, rocAuc: rocAuc ?? 0, averagePrecision: averagePrecision ?? 0 },
          Object.fromEntries(Object.entries(wanted.byClass).map(([name, values]) => [name, values[k] ?? 0])),
        );
      });
      for (const kind of ['macro', 'micro', 'weighted'] as const)
        expectClose(averages?.[kind] ?? {}, wanted.averages[kind]);
      wanted.confusion.forEach((row, k) => {
        expectClose(confusion?.[k] ?? [], row);
      });
    }
  });
});

describe('curves and thresholds', () => {
  it('are scikit-learn’s points', async () => {
    for (const [rows, wanted] of [
      [binaryRows(), binary.plain],
      [binaryRows('first', weights), binary.weighted],
    ] as const) {
      const table = (await judge(rows, quick, source)).binary?.table;
      if (!table) throw new Error('no table');
      const close = (found: readonly (readonly number[])[], expected: readonly (readonly number[])[]) => {
        expect(found).toHaveLength(expected.length);
        expectClose(found.flat(), expected.flat());
      };
      close(rocCurve(table), wanted.roc);
      close(precisionRecallCurve(table), wanted.precisionRecall);
    }
  });

  it('count what a threshold calls positive, and find the one of least cost', async () => {
    const judged = await judge(binaryRows(), quick, source);
    const table = judged.binary?.table;
    if (!table) throw new Error('no table');
    for (const wanted of binary.thresholds)
      expect(atThreshold(table, wanted.threshold)).toMatchObject(wanted);
    expect(atThreshold(table, 1.5)).toMatchObject({ truePositives: 0, falsePositives: 0, flagged: 0 });
    const free = { truePositive: 0, trueNegative: 0 };
    const least = [
      findLeastCost(table, { ...free, falsePositive: 1, falseNegative: 1 }),
      findLeastCost(table, { ...free, falsePositive: 1, falseNegative: 5 }),
    ];
    expect(least).toMatchObject(binary.leastCost);
    // A missed positive that costs nothing is never worth a false alarm.
    expect(findLeastCost(table, { ...free, falsePositive: 1, falseNegative: 0 }).flagged).toBe(0);
  });

  it('draw the gain from nothing to all, with a lift of one at the end', async () => {
    const table = (await judge(binaryRows(), quick, source)).binary?.table;
    if (!table) throw new Error('no table');
    const curve = gainCurve(table);
    expect([curve[0], curve.at(-1)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(liftAt(table, 1)).toBeCloseTo(1, 12);
    const tenth = binary.first
      .map((score, row) => [score, binary.truth[row] ?? 0] as const)
      .sort(([a], [b]) => b - a)
      .slice(0, 12);
    const share = binary.truth.reduce((sum, one) => sum + one, 0) / binary.truth.length;
    const lift = tenth.reduce((sum, [, one]) => sum + one, 0) / tenth.length / share;
    expect(Math.abs(liftAt(table, 0.1) - lift)).toBeLessThan(0.5); // a tie spans the tenth
  });

  it('keep at most a thousand thresholds of many rows', async () => {
    const n = 5000;
    const scores = Float64Array.from({ length: n }, (_, i) => (i + 0.5) / n);
    const actual = Array.from({ length: n }, (_, i) => ((i * 7919) % n < i ? 'b' : 'a'));
    const values = Float64Array.from({ length: 2 * n }, (_, i) =>
      i % 2 ? (scores[i >> 1] ?? 0) : 1 - (scores[i >> 1] ?? 0),
    );
    const rows = {
      ...{ task: 'binary' as const, target: 'y', classes: ['a', 'b'], actual },
      columns: { numRows: n, columns: [] },
      predictions: {
        values: Array.from(scores, (p) => (p > 0.5 ? 'b' : 'a')),
        probabilities: { classes: ['a', 'b'], values },
      },
    };
    const judged = await judge(rows, quick, source);
    expect(judged.binary?.table.thresholds.length).toBeLessThan(1004);
    const half = judged.binary && atThreshold(judged.binary.table, 0.5);
    expect([half?.falseNegatives, half?.truePositives]).toEqual(judged.confusion?.[1]);
    expect(judged.binary?.table.truePositives.at(-1)).toBe(judged.binary?.table.positives);
    expect(JSON.stringify(judged).length).toBeLessThan(120_000);
  });
});

describe('calibration', () => {
  it('has scikit-learn’s bins and the expected error over them', async () => {
    const { calibration } = await judge(binaryRows(), quick, source);
    for (const [bins, error, wanted] of [
      [calibration?.equalWidth, calibration?.expectedError.equalWidth, binary.calibration.uniform],
      [calibration?.equalMass, calibration?.expectedError.equalMass, binary.calibration.quantile],
    ] as const) {
      expectClose(bins?.map(({ observed }) => observed) ?? [], wanted.observed);
      expectClose(bins?.map(({ announced }) => announced) ?? [], wanted.announced);
      expectClose({ error: error ?? 0 }, { error: wanted.error });
      for (const { low, observed, high } of bins ?? [])
        expect(low <= observed && observed <= high).toBe(true);
    }
  });
});

describe('errors of numbers', () => {
  it('by range are SciPy’s means and intervals, and count every row', async () => {
    const { errors } = await judge(numberRows(), quick, source);
    errors?.byTruth.forEach(({ rows, mae, bias }, k) => {
      const wanted = numbers.byTruth[k];
      if (!wanted) throw new Error('more bins than the reference has');
      expectClose(
        { rows, mae: mae.value, low: mae.low, high: mae.high, bias: bias.value },
        {
          ...wanted,
          mae: wanted.mae,
        },
      );
    });
    expect(errors?.byTruth).toHaveLength(10);
    expect(errors?.histogram.counts.reduce((sum, n) => sum + n, 0)).toBe(120);
    expect(errors?.sample).toHaveLength(120);
    const below = numbers.truth.filter((y, row) => y <= (numbers.high[row] ?? 0)).length / 120;
    expect(errors?.quantiles?.map(({ level }) => level)).toEqual([0.1, 0.9]);
    expect(errors?.quantiles?.[1]?.observed).toBeCloseTo(below, 12);
  });
});

describe('intervals', () => {
  it('are SciPy’s percentile bootstrap, within what the draws leave open', async () => {
    const options = parseJudgeOptions({ resamples: 4000, seed: 3 });
    const both = { ...(await judge(binaryRows(), options, source)).metrics };
    const { rmse } = (await judge(numberRows(), options, source)).metrics;
    for (const [found, [low = 0, high = 0]] of [
      [both.rocAuc, binary.bootstrap.rocAuc],
      [both.logLoss, binary.bootstrap.logLoss],
      [rmse, numbers.bootstrap.rmse],
    ] as const) {
      // The ends of 4 000 draws scatter by about 3 % of the width.
      expect(Math.abs((found?.low ?? 0) - low)).toBeLessThan(0.1 * (high - low));
      expect(Math.abs((found?.high ?? 0) - high)).toBeLessThan(0.1 * (high - low));
    }
  });

  it('are the same for the same seed, wider for fewer rows, and stop when asked', async () => {
    const first = await judge(binaryRows(), quick, source);
    expect(await judge(binaryRows(), quick, source)).toEqual(first);
    const other = await judge(binaryRows(), parseJudgeOptions({ resamples: 100, seed: 2 }), source);
    expect(other.metrics.rocAuc).not.toEqual(first.metrics.rocAuc);
    const stopped = new AbortController();
    stopped.abort(new Error('stopped by hand'));
    await expect(
      judge(binaryRows(), parseJudgeOptions({ resamples: 10_000 }), { ...source, signal: stopped.signal }),
    ).rejects.toThrow('stopped by hand');
  });

  it('of the baseline stand beside, with the difference', async () => {
    const rows = numberRows();
    const mean = numbers.truth.reduce((sum, y) => sum + y, 0) / 120;
    const baseline = { values: new Float64Array(120).fill(mean) };
    const judged = await judge({ ...rows, baseline }, quick, source);
    const { rmse, r2 } = judged.baseline ?? {};
    expect(r2?.value).toBeCloseTo(0, 12);
    expect(rmse?.difference.value).toBeCloseTo((judged.metrics.rmse?.value ?? 0) - (rmse?.value ?? 0), 12);
    expect(rmse?.difference.high).toBeLessThan(0);
    expect(rmse?.difference.pValue).toBeCloseTo(2 / 101, 12);
  });
});

describe('options', () => {
  it('that do not fit are refused in words', async () => {
    expect(() => parseJudgeOptions({ threshold: 2 })).toThrow('Option threshold');
    expect(() => parseJudgeOptions({ resample: 2 })).toThrow('resample');
    await expect(judge(binaryRows(), parseJudgeOptions({ positive: 'yes' }), source)).rejects.toThrow(
      "“yes” is not one of the model's: 0, 1",
    );
    await expect(judge(numberRows(), parseJudgeOptions({ positive: 'yes' }), source)).rejects.toThrow(
      'does not tell two classes apart',
    );
  });

  it('choose the positive class: areas turn round with it', async () => {
    const judged = await judge(binaryRows(), parseJudgeOptions({ resamples: 100, positive: '0' }), source);
    const { metrics, binary: curves } = judged;
    expect(metrics.rocAuc?.value).toBeCloseTo(binary.plain.metrics.rocAuc, 12);
    expect(metrics.averagePrecision?.value).not.toBeCloseTo(binary.plain.metrics.averagePrecision, 2);
    expect(curves?.table.positives).toBe(binary.truth.filter((one) => one === 0).length);
  });
});
