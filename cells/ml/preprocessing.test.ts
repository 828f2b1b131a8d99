import { describe, expect, it } from 'vitest';
import type { Column, Columns } from './model';
import { encode, encodedNames, learnPreprocessing } from './preprocessing';

const table = (...columns: Column[]): Columns => ({ numRows: columns[0]?.values.length ?? 0, columns });
const numbers = (name: string, ...values: number[]): Column => ({
  name,
  type: 'number',
  values: Float64Array.from(values),
});
const texts = (name: string, ...values: (string | null)[]): Column => ({ name, type: 'string', values });
const rowsOf = (matrix: Float32Array, width: number) =>
  Array.from({ length: matrix.length / width }, (_, i) => [...matrix.slice(i * width, (i + 1) * width)]);
const { NaN: missing } = Number;

describe('preprocessing', () => {
  it('scales numbers to mean 0 and deviation 1, and fills missing ones with the median, marked', () => {
    const learnt = learnPreprocessing(table(numbers('x', 2, 4, 4, missing, 6)));
    expect(learnt.steps[0]).toEqual({
      kind: 'number',
      column: 'x',
      indicator: true,
      fill: 4,
      mean: 4,
      scale: Math.sqrt(8 / 5),
    });
    expect(encodedNames(learnt)).toEqual(['x', 'x missing']);
    expect(rowsOf(encode(learnt, table(numbers('x', 4, missing))), 2)).toEqual([
      [0, 0],
      [0, 1],
    ]);
  });

  it('gives each category a column, unseen ones none, missing ones that of the most frequent', () => {
    const learnt = learnPreprocessing(table(texts('sky', 'rain', 'clear', 'clear', null)));
    expect(encodedNames(learnt)).toEqual(['sky = clear', 'sky = rain', 'sky missing']);
    const encoded = rowsOf(encode(learnt, table(texts('sky', 'rain', 'snow', null))), 3);
    expect(encoded).toEqual([
      [0, 1, 0],
      [0, 0, 0],
      [1, 0, 1],
    ]);
  });

  it('puts categories beyond the fifty most frequent into one', () => {
    const many = Array.from({ length: 160 }, (_, i) => (i < 100 ? `often ${i % 50}` : `once ${i}`));
    const learnt = learnPreprocessing(table(texts('id', ...many)));
    expect(encodedNames(learnt)).toHaveLength(51);
    const [row = []] = rowsOf(encode(learnt, table(texts('id', 'once 120'))), 51);
    expect([row[50], row.reduce((sum, value) => sum + value, 0)]).toEqual([1, 1]);
  });

  it('reads a date as its days and the cycles that vary', () => {
    const date = (...days: string[]): Column => ({
      name: 'when',
      type: 'date',
      values: Float64Array.from(days, (day) => Date.parse(day)),
    });
    const learnt = learnPreprocessing(table(date('2012-01-01', '2012-02-01')));
    expect(encodedNames(learnt)).toEqual([
      'when',
      'when month sin',
      'when month cos',
      'when weekday sin',
      'when weekday cos',
    ]);
    const [row = []] = rowsOf(encode(learnt, table(date('2012-03-01'))), 5);
    expect(row[1]).toBeCloseTo(1, 6); // March is a quarter of the year
    expect(row[2]).toBeCloseTo(0, 6);
  });

  it('has no column for one that is constant zero or empty, and survives a constant one', () => {
    const learnt = learnPreprocessing(table(numbers('empty', missing, missing), numbers('same', 3, 3)));
    expect(encodedNames(learnt)).toEqual(['same']);
    expect([...encode(learnt, table(numbers('same', 3, 4)))]).toEqual([0, 1]);
  });

  it('names a column that is absent or of another type', () => {
    const learnt = learnPreprocessing(table(numbers('x', 1, 2)));
    expect(() => encode(learnt, table(numbers('y', 1)))).toThrow('needs column “x”');
    expect(() => encode(learnt, table(texts('x', 'one')))).toThrow(
      '“x” holds string values; the model learnt it as numbers',
    );
  });
});
