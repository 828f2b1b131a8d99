import { describe, expect, it } from 'vitest';
import { shapleyValues } from '../boosted-trees/explain/brute-force.fixture';
import type { Columns, Predictions, Signature } from '../model';
import { createRandom } from '../random';
import { sampledValues } from './sampled-values';

const signature: Signature = {
  inputs: ['a', 'b', 'c', 'd'].map((name) => ({ name, type: 'number', required: true })),
  output: { name: 'y', type: 'number' },
};
const numberAt = (rows: Columns, input: number, row: number) => Number(rows.columns[input]?.values[row]);
const answer = (a: number, b: number, c: number, d: number) =>
  a * b + Math.sin(3 * c) * d + (a > 0.5 ? c : 0);
const predict = async (rows: Columns): Promise<Predictions> => ({
  values: Float64Array.from({ length: rows.numRows }, (_, row) =>
    answer(...([0, 1, 2, 3].map((input) => numberAt(rows, input, row)) as [number, number, number, number])),
  ),
});
function makeRows(numRows: number, seed: number): Columns {
  const random = createRandom(seed);
  return {
    numRows,
    columns: signature.inputs.map(({ name }) => ({
      ...{ name, type: 'number' as const },
      values: Float64Array.from({ length: numRows }, random),
    })),
  };
}

/** By definition, over all sixteen sets of known inputs. */
function exactValues(rows: Columns, background: Columns, row: number): number[] {
  return shapleyValues((known) => {
    let sum = 0;
    for (let other = 0; other < background.numRows; other++) {
      const value = (input: number) =>
        (known >> input) & 1 ? numberAt(rows, input, row) : numberAt(background, input, other);
      sum += answer(value(0), value(1), value(2), value(3)) / background.numRows;
    }
    return sum;
  }, 4);
}

describe('sampled SHAP values', () => {
  const rows = makeRows(10, 1);
  const background = makeRows(32, 2);

  it('are near those of the definition, as near as their standard errors say', async () => {
    const found = await sampledValues(predict, rows, { signature, background, samples: 512 });
    let squares = 0;
    for (let row = 0; row < rows.numRows; row++)
      exactValues(rows, background, row).forEach((exact, input) => {
        const at = row * 4 + input;
        const error = found.errors?.[at] ?? Number.NaN;
        expect(Math.abs((found.values[at] ?? 0) - exact)).toBeLessThan(4 * error + 1e-12);
        squares += (((found.values[at] ?? 0) - exact) / error) ** 2 / 40;
      });
    expect(squares).toBeLessThan(1.5);
    expect(found).toMatchObject({ outputs: ['y'], scale: 'answer', samples: 512 });
  });

  it('sum to the answer less the mean answer of the background, exactly', async () => {
    const { values, base } = await sampledValues(predict, rows, { signature, background, samples: 10 });
    const answers = (await predict(rows)).values;
    const mean = Array.from((await predict(background)).values, Number).reduce(
      (sum, one) => sum + one / 32,
      0,
    );
    const few = Array.from({ length: 10 }, (_, row) =>
      values.subarray(row * 4, row * 4 + 4).reduce((sum, value) => sum + value, base[0] ?? 0),
    );
    for (const [row, sum] of few.entries()) expect(sum).toBeCloseTo(Number(answers[row]), 10);
    const all = await sampledValues(predict, rows, { signature, background, samples: 32 });
    expect(all.base[0]).toBeCloseTo(mean, 12);
  });

  it('come with standard errors that halve with four times the walks', async () => {
    const meanError = async (samples: number) => {
      const { errors = [] } = await sampledValues(predict, rows, { signature, background, samples });
      return Array.from(errors).reduce((sum, error) => sum + error / 40, 0);
    };
    const ratio = (await meanError(64)) / (await meanError(1024));
    expect(ratio).toBeGreaterThan(3.2);
    expect(ratio).toBeLessThan(4.8);
  });

  it('are the same each time, of one input exact, and of no rows none', async () => {
    const first = await sampledValues(predict, rows, { signature, background });
    expect(await sampledValues(predict, rows, { signature, background })).toEqual(first);
    const one = { numRows: 10, columns: rows.columns.slice(0, 1) };
    const alone = await sampledValues(
      async (given) => ({
        values: Float64Array.from({ length: given.numRows }, (_, i) => numberAt(given, 0, i)),
      }),
      one,
      { signature, background: { numRows: 32, columns: background.columns.slice(0, 1) } },
    );
    expect((alone.values[0] ?? 0) + (alone.base[0] ?? 0)).toBeCloseTo(numberAt(rows, 0, 0), 12);
    expect((await sampledValues(predict, makeRows(0, 1), { signature, background })).values).toHaveLength(0);
  });

  it('of classes are of their probabilities', async () => {
    const classes = ['no', 'yes'];
    const chance = (a: number) => 1 / (1 + Math.exp(-a));
    const label = async (given: Columns): Promise<Predictions> => ({
      values: Array.from({ length: given.numRows }, () => 'no'),
      probabilities: {
        classes,
        values: Float64Array.from({ length: 2 * given.numRows }, (_, i) => {
          const p = chance(numberAt(given, 0, i >> 1));
          return i % 2 === 0 ? 1 - p : p;
        }),
      },
    });
    const found = await sampledValues(label, rows, {
      ...{ background, samples: 32 },
      signature: { ...signature, output: { name: 'y', type: 'string', classes } },
    });
    expect(found).toMatchObject({ outputs: ['yes'], scale: 'chance' });
    expect((found.base[0] ?? 0) + (found.values[0] ?? 0)).toBeCloseTo(chance(numberAt(rows, 0, 0)), 12);
    expect(Array.from(found.values.subarray(1, 4))).toEqual([0, 0, 0]);
  });
});
