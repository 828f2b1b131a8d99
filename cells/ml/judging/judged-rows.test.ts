import { describe, expect, it } from 'vitest';
import type { Columns } from '../model';
import { type JudgedModel, judgeRows, takeJudgedRows } from './judged-rows';

const numbers = (name: string, ...values: number[]) => ({
  ...{ name, type: 'number' as const },
  values: Float64Array.from(values),
});
const texts = (name: string, ...values: (string | null)[]) => ({ name, type: 'string' as const, values });

const classifier: JudgedModel = {
  task: 'binary',
  signature: {
    inputs: [{ name: 'x', type: 'number', required: true }],
    output: { name: 'y', type: 'string', classes: ['no', 'yes'] },
  },
  predict: async ({ columns, numRows }) => {
    const x = columns.find(({ name }) => name === 'x')?.values ?? [];
    const values = Float64Array.from({ length: numRows }, (_, i) => Number(x[i]));
    const probabilities = Float64Array.from({ length: numRows * 2 }, (_, i) =>
      i % 2 === 0 ? 1 - (values[i >> 1] ?? 0) : (values[i >> 1] ?? 0),
    );
    return {
      values: Array.from(values, (p) => (p > 0.5 ? 'yes' : 'no')),
      probabilities: { classes: ['no', 'yes'], values: probabilities },
    };
  },
};

const rows: Columns = {
  numRows: 4,
  columns: [
    numbers('x', 0.2, 0.9, 0.7, 0.4),
    texts('y', 'no', 'yes', null, 'no'),
    numbers('w', 1, 2, 3, 0),
    texts('group', 'a', 'b', 'b', 'a'),
  ],
};

describe('judged rows', () => {
  it('are those with a truth and a weight, with the answers and all their columns', async () => {
    const judged = await judgeRows(classifier, rows, {
      weight: 'w',
      baseline: {
        values: ['no'],
        probabilities: { classes: ['no', 'yes'], values: Float64Array.of(0.8, 0.2) },
      },
    });
    expect(judged).toMatchObject({
      ...{ task: 'binary', target: 'y', classes: ['no', 'yes'], actual: ['no', 'yes'] },
      predictions: {
        values: ['no', 'yes'],
        probabilities: { values: Float64Array.of(0.8, 0.2, 1 - 0.9, 0.9) },
      },
      baseline: { values: ['no', 'no'], probabilities: { values: Float64Array.of(0.8, 0.2, 0.8, 0.2) } },
      columns: { numRows: 2, columns: [{}, {}, {}, { name: 'group', values: ['a', 'b'] }] },
      weights: Float64Array.of(1, 2),
    });
    expect(takeJudgedRows(judged, [1, 1])).toMatchObject({
      actual: ['yes', 'yes'],
      predictions: {
        values: ['yes', 'yes'],
        probabilities: { values: Float64Array.of(1 - 0.9, 0.9, 1 - 0.9, 0.9) },
      },
      columns: { numRows: 2 },
      weights: Float64Array.of(2, 2),
    });
  });

  it('say what is wrong with them', async () => {
    const without = (name: string) => ({
      ...rows,
      columns: rows.columns.filter((column) => column.name !== name),
    });
    await expect(judgeRows(classifier, without('y'))).rejects.toThrow(
      'no column “y”, which the model predicts',
    );
    await expect(judgeRows(classifier, rows, { weight: 'group' })).rejects.toThrow('holds string values');
    await expect(judgeRows(classifier, rows, { weight: 'W' })).rejects.toThrow('there is “w”');
    const strange = { ...rows, columns: [numbers('x', 1, 1, 1, 1), texts('y', 'no', 'yes', 'maybe', null)] };
    await expect(judgeRows(classifier, strange)).rejects.toThrow('“maybe” in these rows, which is not among');
    const empty = { ...rows, columns: [numbers('x', 1, 1, 1, 1), texts('y', null, null, null, null)] };
    await expect(judgeRows(classifier, empty)).rejects.toThrow('nothing to judge');
    const negative = { ...rows, columns: [...rows.columns, numbers('v', 1, -1, 1, 1)] };
    await expect(judgeRows(classifier, negative, { weight: 'v' })).rejects.toThrow('row 2 has -1');
  });
});
