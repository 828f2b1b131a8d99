import { describe, expect, test } from 'vitest';
import { errorMetricParts, errorMetrics, errorSamplingError, rowLosses } from '@/cells/statistics';
import reference from '@/tests/fixtures/nannyml-reference.json';
import type { Column, Columns } from '../model';
import { createRandom } from '../random';
import { classifyDomain, createErrorEstimator } from '.';

const numbers = (name: string, values: Iterable<number>): Column => ({
  name,
  type: 'number',
  values: Float64Array.from(values),
});

const table = (...columns: Column[]): Columns => ({ numRows: columns[0]?.values.length ?? 0, columns });

describe('errors without labels', () => {
  /** The rows that tests/fixtures/nannyml-reference.py makes: errors grow with x, which is never below `least`. */
  function priced(seed: number, rows: number, least: number) {
    let state = seed;
    const chance = () => {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const made = Array.from({ length: rows }, () => {
      const x = least + (1 - least) * chance();
      return { x, answer: 10 + 3 * x, truth: 10 + 3 * x + (0.2 + 2 * x * x) * (chance() - 0.5) };
    });
    return {
      features: table(
        numbers(
          'x',
          made.map(({ x }) => x),
        ),
      ),
      answers: Float64Array.from(made, ({ answer }) => answer),
      truths: Float64Array.from(made, ({ truth }) => truth),
    };
  }

  test('are estimated as NannyML does, with the same sampling errors, and near to what they are', async () => {
    const metrics = ['mae', 'rmse', 'mape'] as const;
    const estimator = await createErrorEstimator(priced(21, 2000, 0), { metrics });
    const later = priced(22, 500, 0.5);
    const estimated = await estimator.estimate(later);
    for (const name of metrics) {
      const own = estimated[name];
      if (!own) throw new Error(name);
      // The trees are LightGBM's there and ours here.
      expect(Math.abs(own.value / reference.directly[name].value - 1)).toBeLessThan(0.02);
      expect(own.samplingError).toBeCloseTo(reference.directly[name].samplingError, 10);
      const { loss, isRoot } = errorMetricParts[name];
      const losses = rowLosses(loss, later.truths, later.answers);
      const mean = losses.reduce((sum, one) => sum + one, 0) / losses.length;
      const truth = isRoot ? Math.sqrt(mean) : mean;
      expect(own.low).toBeLessThan(truth);
      expect(own.high).toBeGreaterThan(truth);
    }
  });

  test('sampling errors of all metrics equal NannyML’s', () => {
    const { truth, answers, of25Rows } = reference.errors;
    for (const name of errorMetrics)
      expect(
        errorSamplingError(name, rowLosses(errorMetricParts[name].loss, truth, answers), 25),
      ).toBeCloseTo(of25Rows[name], 10);
  });

  test('what cannot be learnt is refused in words', async () => {
    const rows = priced(1, 50, 0);
    await expect(createErrorEstimator({ ...rows, truths: new Float64Array(3) })).rejects.toThrow(
      '50 rows, and 3 truths',
    );
    await expect(
      createErrorEstimator({ ...rows, truths: new Float64Array(50).fill(Number.NaN) }),
    ).rejects.toThrow('0 rows with a truth are too few');
    const estimator = await createErrorEstimator(rows);
    await expect(estimator.estimate({ ...rows, answers: new Float64Array(2) })).rejects.toThrow(
      '50 rows, and 2 answers',
    );
  });
});

describe('the domain classifier', () => {
  function made(rows: number, seed: number, { together = true, shift = 0 } = {}): Columns {
    const random = createRandom(seed);
    const a = Array.from({ length: rows }, () => random() + shift);
    return table(
      numbers('a', a),
      numbers(
        'b',
        a.map((value) => (together ? value : random()) + 0.1 * random()),
      ),
      {
        name: 'kind',
        type: 'string',
        values: a.map(() => (random() < 0.3 ? null : random() < 0.5 ? 'x' : 'y')),
      },
    );
  }

  test('sees that two columns no longer go together, though each is as it was', async () => {
    const found = await classifyDomain(made(400, 1), made(300, 2, { together: false }));
    expect(found.verdict).toBe('drift');
    expect(found.rocAuc.low).toBeGreaterThan(0.6);
    expect(found.rocAuc.low).toBeLessThan(found.rocAuc.value);
    expect(found.rocAuc.high).toBeGreaterThan(found.rocAuc.value);
    expect(found).toMatchObject({ rows: 300, referenceRows: 400 });
    expect(
      found.importances
        .slice(0, 2)
        .map(({ feature }) => feature)
        .sort(),
    ).toEqual(['a', 'b']);
    expect(found.importances.reduce((sum, { gain }) => sum + gain, 0)).toBeCloseTo(1, 6);
  });

  test('does not tell rows of one kind apart, and says the same for the same seed', async () => {
    const found = await classifyDomain(made(400, 1), made(300, 2));
    expect(found.verdict).toBe('stable');
    expect(Math.abs(found.rocAuc.value - 0.5)).toBeLessThan(0.08);
    expect(await classifyDomain(made(400, 1), made(300, 2))).toEqual(found);
  });

  test('takes a sample of many rows, and columns that both have', async () => {
    const found = await classifyDomain(
      made(3000, 1),
      { ...made(2000, 2, { shift: 5 }), columns: made(2000, 2, { shift: 5 }).columns.slice(0, 1) },
      { mostRows: 200, folds: 2 },
    );
    expect(found).toMatchObject({ rows: 200, referenceRows: 200, verdict: 'drift' });
    expect(found.rocAuc.value).toBe(1);
    expect(found.importances.map(({ feature }) => feature)).toEqual(['a']);
  });

  test('refuses in words what it cannot tell apart', async () => {
    await expect(classifyDomain(made(4, 1), made(40, 2))).rejects.toThrow(
      '4 and 40 rows; to be told apart in 5 folds each needs 10',
    );
    await expect(
      classifyDomain(table(numbers('p', made(40, 1).columns[0]?.values as Float64Array)), made(40, 2)),
    ).rejects.toThrow('no column in common');
  });
});
