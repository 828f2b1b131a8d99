import { describe, expect, it } from 'vitest';
import type { Columns } from '../model';
import {
  createFeatureReader,
  inputsOfFeatures,
  learnTreePlan,
  planFeatures,
  toFeatureMatrix,
  treePlanSchema,
} from './tree-plan';

const training: Columns = {
  numRows: 4,
  columns: [
    { name: 'age', type: 'number', values: Float64Array.of(1, Number.NaN, Infinity, -Infinity) },
    { name: 'town', type: 'string', values: ['Oslo', 'Bergen', 'Bergen', null] },
    { name: 'isOpen', type: 'boolean', values: Float64Array.of(1, 0, Number.NaN, 1) },
    { name: 'at', type: 'date', values: Float64Array.of(0, 86_400_000, 36 * 3_600_000, Number.NaN) },
  ],
};

describe('what boosted trees read of raw rows', () => {
  const plan = learnTreePlan(training);

  it('is learnt from the training rows, and is data', () => {
    expect(treePlanSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    expect(planFeatures(plan)).toEqual([
      { name: 'age', kind: 'number' },
      { name: 'town', kind: 'category', categories: ['Bergen', 'Oslo'] },
      { name: 'isOpen', kind: 'number' },
      { name: 'at', kind: 'number' },
      { name: 'at weekday', kind: 'number' },
      { name: 'at hour', kind: 'number' },
    ]);
    expect(inputsOfFeatures(plan)).toEqual(Int32Array.of(0, 1, 2, 3, 3, 3));
  });

  it('becomes numbers and places; what is infinite, unseen or missing is NaN', () => {
    const n = Number.NaN;
    expect(toFeatureMatrix(plan, training).columns).toEqual([
      Float64Array.of(1, n, n, n),
      Float64Array.of(1, 0, 0, n),
      Float64Array.of(1, 0, n, 1),
      Float64Array.of(0, 1, 1.5, n),
      Float64Array.of(4, 5, 5, n),
      Float64Array.of(0, 0, 12, n),
    ]);
    const read = createFeatureReader(plan);
    const rows = {
      numRows: 1,
      columns: training.columns.map((c) =>
        c.type === 'string' ? { ...c, values: ['Rome'] } : { ...c, values: c.values.slice(0, 1) },
      ),
    };
    expect(read(rows).columns[1]).toEqual(Float64Array.of(n));
  });

  it('takes codes of elsewhere as places, and all others as one category more', () => {
    const codes = { format: 1 as const, columns: [{ kind: 'codes' as const, column: 'shop', count: 3 }] };
    expect(planFeatures(codes)).toEqual([
      { name: 'shop', kind: 'category', categories: ['0', '1', '2', 'other'] },
    ]);
    const rows: Columns = {
      numRows: 5,
      columns: [{ name: 'shop', type: 'number', values: Float64Array.of(0, 2, 3, -1, Number.NaN) }],
    };
    expect(toFeatureMatrix(codes, rows).columns).toEqual([Float64Array.of(0, 2, 3, 3, Number.NaN)]);
  });

  it('refuses rows that lack a column, or hold it as something else', () => {
    expect(() => toFeatureMatrix(plan, { numRows: 0, columns: [] })).toThrow('The model needs column “age”');
    const swapped = {
      ...training,
      columns: training.columns.map((c) => ({
        ...c,
        name: c.name === 'age' ? 'town' : c.name === 'town' ? 'age' : c.name,
      })),
    };
    expect(() => toFeatureMatrix(plan, swapped)).toThrow(
      'Column “age” holds text; the model learnt it as numbers.',
    );
  });
});
