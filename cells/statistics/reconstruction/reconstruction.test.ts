import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import reference from '@/tests/fixtures/nannyml-reference.json';
import {
  chunkRows,
  createRandom,
  findThresholds,
  isOutside,
  learnReconstruction,
  type MixedColumn,
} from '..';
import { symmetricEigen } from './symmetric-eigen';

const [head = [], ...penguins] = readFileSync(
  join(import.meta.dirname, '../../../examples/data/penguins.csv'),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => line.trim().split(','));

function columnsOf(sex: string): MixedColumn[] {
  const rows = penguins.filter((row) => row[head.indexOf('sex')] === sex);
  return ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g', 'species', 'island'].map(
    (name) => {
      const values = rows.map((row) => row[head.indexOf(name)] ?? '');
      const isText = name === 'species' || name === 'island';
      return isText
        ? { name, values: values.map((value) => value || null) }
        : { name, values: Float64Array.from(values, (value) => (value ? Number(value) : Number.NaN)) };
    },
  );
}

const take = (columns: readonly MixedColumn[], rows: Uint32Array): MixedColumn[] =>
  columns.map(({ name, values }) =>
    values instanceof Float64Array
      ? { name, values: Float64Array.from(rows, (row) => values[row] ?? Number.NaN) }
      : { name, values: Array.from(rows, (row) => values[row] ?? null) },
  );

describe('reconstruction', () => {
  const [before, after] = [columnsOf('MALE'), columnsOf('FEMALE')];
  const learnt = learnReconstruction(before);
  const errors = (columns: readonly MixedColumn[]) =>
    chunkRows(columns[0]?.values.length ?? 0, { by: 'size', size: 60 }).map(({ rows }) =>
      learnt.measure(take(columns, rows)),
    );

  test("errors, sampling errors and the threshold equal NannyML's on penguins", () => {
    const measured = errors(after);
    measured.forEach(({ value, samplingError }, chunk) => {
      expect(value).toBeCloseTo(reference.reconstruction.value[chunk] ?? Number.NaN, 10);
      expect(samplingError).toBeCloseTo(reference.reconstruction.samplingError[chunk] ?? Number.NaN, 10);
    });
    expect(measured).toHaveLength(reference.reconstruction.value.length);
    const { upper } = findThresholds(errors(before).map(({ value }) => value));
    expect(upper).toBeCloseTo(reference.reconstruction.upper, 10);
  });

  test('see two columns part that went together, though each is as it was', () => {
    const made = (isTogether: boolean, seed: number): MixedColumn[] => {
      const random = createRandom(seed);
      const a = Float64Array.from({ length: 600 }, random);
      const rest = (shift: number) => a.map((value) => (isTogether ? value : random()) + shift * random());
      return [
        { name: 'a', values: a },
        { name: 'b', values: rest(0.2) },
        { name: 'c', values: rest(0.3) },
      ];
    };
    const own = learnReconstruction(made(true, 1));
    const thresholds = findThresholds(
      chunkRows(600).map(({ rows }) => own.measure(take(made(true, 1), rows)).value),
    );
    expect(own.components).toBe(1);
    expect(isOutside(own.measure(made(true, 2)).value, thresholds)).toBe(false);
    expect(isOutside(own.measure(made(false, 3)).value, thresholds)).toBe(true);
  });

  test('of all components are nothing, and values that never were count as rare', () => {
    const whole = learnReconstruction(before, { keep: 1 });
    expect(whole.measure(before).value).toBeLessThan(1e-10);
    const strange = before.map((column) =>
      column.name === 'species'
        ? { name: 'species', values: Array(before[0]?.values.length).fill('emu') }
        : column,
    );
    expect(learnt.measure(strange).value).toBeGreaterThan(learnt.measure(before).value);
  });

  test('are refused in words where columns do not fit', () => {
    expect(() => learnReconstruction([])).toThrow('a column at least');
    expect(() => learnReconstruction([{ name: 'x', values: Float64Array.of(Number.NaN) }])).toThrow(
      '“x” has no value',
    );
    expect(() => learnt.measure(after.slice(1))).toThrow('“bill_length_mm” of the reference is missing');
    expect(() => learnt.measure(after.map((one) => ({ ...one, values: ['a'] })))).toThrow('now holds text');
    expect(() => learnReconstruction(before, { keep: 2 })).toThrow('between 0 and 1');
  });
});

test('eigenvectors rebuild the matrix they are of', () => {
  const random = createRandom(4);
  const n = 12;
  const rows = Array.from({ length: n }, () => Array.from({ length: n }, random));
  const matrix = Float64Array.from({ length: n * n }, (_, i) => {
    const [a, b] = [rows[Math.floor(i / n)] ?? [], rows[i % n] ?? []];
    return a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0);
  });
  const { values, vectors } = symmetricEigen(matrix, n);
  for (let i = 0; i < n * n; i++) {
    const rebuilt = vectors.reduce(
      (sum, vector, k) => sum + (values[k] ?? 0) * (vector[Math.floor(i / n)] ?? 0) * (vector[i % n] ?? 0),
      0,
    );
    expect(rebuilt).toBeCloseTo(matrix[i] ?? Number.NaN, 11);
  }
  expect([...values]).toEqual([...values].sort((a, b) => b - a));
});
