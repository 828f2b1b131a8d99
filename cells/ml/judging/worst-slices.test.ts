import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBikeRides, readExampleData } from '../example-data.fixture';
import type { Columns } from '../model';
import { nodeAssets } from '../node-assets';
import { createRandom, rangeOf } from '../random';
import { findColumn, takeTableRows } from '../read-table';
import { train } from '../train';
import { type JudgedRows, judgeRows } from './judged-rows';
import { effectOf, isLarger, meanLoss, momentsOf } from './loss-moments';
import { measureSlices } from './measure-slices';
import { rowLosses } from './row-losses';
import { saySlice, sliceRows } from './slice';
import { findWorstSlices, worstSlice } from './worst-slices';

interface Described {
  readonly rows: number;
  readonly rmse: number;
  readonly rest: number;
  readonly interval: readonly [number, number];
  readonly pValue: number;
  readonly statistic: number;
  readonly effect: number;
  readonly weighted: number;
}
/** Made by tests/fixtures/slices-reference.py with SciPy. */
const reference: {
  readonly islands: Readonly<Record<string, Described>>;
  readonly adelieMale: Described;
} = JSON.parse(
  readFileSync(new URL('../../../tests/fixtures/slices-reference.json', import.meta.url), 'utf8'),
);

/** Penguins whose mass is answered by the mean of their species. */
function judgePenguins(): JudgedRows {
  const all = readExampleData('penguins');
  const mass = findColumn(all, 'body_mass_g');
  const columns = takeTableRows(
    all,
    rangeOf(all.numRows).filter((row) => !Number.isNaN(mass?.values[row])),
  );
  const actual = findColumn(columns, 'body_mass_g')?.values as Float64Array; // a column of numbers
  const species = findColumn(columns, 'species')?.values ?? [];
  const sums = new Map<unknown, [number, number]>();
  for (let row = 0; row < columns.numRows; row++) {
    const [sum, count] = sums.get(species[row]) ?? [0, 0];
    sums.set(species[row], [sum + (actual[row] ?? 0), count + 1]);
  }
  const values = Float64Array.from(actual, (_, row) => {
    const [sum, count] = sums.get(species[row]) ?? [0, 1];
    return sum / count;
  });
  return { task: 'regression', target: 'body_mass_g', classes: [], actual, predictions: { values }, columns };
}

/** Coins and guesses, with columns that know nothing of them. */
function judgeNoise(seed: number, numRows = 2000): JudgedRows {
  const random = createRandom(seed);
  const draw = () => Float64Array.from({ length: numRows }, random);
  const columns: Columns = {
    numRows,
    columns: [
      ...Array.from({ length: 6 }, (_, i) => ({ name: `x${i}`, type: 'number' as const, values: draw() })),
      {
        name: 'rare',
        type: 'string',
        values: Array.from({ length: numRows }, (_, row) => `g${Math.floor(row / 4)}`),
      },
    ],
  };
  const values = new Float64Array(numRows);
  const actual = draw().map((u, row) => Math.log(u / (1 - u)) * (1 + (row % 7)));
  return { task: 'regression', target: 'y', classes: [], actual, predictions: { values }, columns };
}

describe('slices of chosen columns', () => {
  it('have the size, metric, interval and difference that SciPy gives', () => {
    const rows = judgePenguins();
    const { slices, overall } = measureSlices(rows, [{ column: 'island' }], 'rmse');
    expect(slices.map(({ name }) => name)).toEqual([
      'island = Biscoe',
      'island = Dream',
      'island = Torgersen',
    ]);
    expect(slices.reduce((sum, { size }) => sum + size, 0)).toBe(overall.size);
    for (const { slice, name, size, metric, rest, interval } of slices) {
      const expected = reference.islands[name.replace('island = ', '')];
      if (!expected) throw new Error(`The reference lacks ${name}.`);
      expect(size).toBe(expected.rows);
      expect(metric).toBeCloseTo(expected.rmse, 8);
      expect(rest).toBeCloseTo(expected.rest, 8);
      expect(interval.low).toBeCloseTo(expected.interval[0], 6);
      expect(interval.high).toBeCloseTo(expected.interval[1], 6);
      const isIn = new Set(sliceRows(rows.columns, slice));
      const losses = rowLosses(rows, 'rmse');
      const own = meanLoss(momentsOf(losses, undefined, (row) => isIn.has(row)));
      const others = meanLoss(momentsOf(losses, undefined, (row) => !isIn.has(row)));
      expect(isLarger(own, others).statistic).toBeCloseTo(expected.statistic, 8);
      expect(effectOf(own, others)).toBeCloseTo(expected.effect, 8);
      expect(isLarger(own, others).pValue).toBeCloseTo(expected.pValue, 10);
    }
  });

  it('cross two columns, cut numbers by quantiles, and count missing values as a part', () => {
    const rows = judgePenguins();
    const crossed = measureSlices(rows, [{ column: 'species' }, { column: 'sex' }], 'rmse').slices;
    const males = crossed.find(({ name }) => /species = Adelie and sex = male/i.test(name));
    expect(males?.size).toBe(reference.adelieMale.rows);
    expect(males?.metric).toBeCloseTo(reference.adelieMale.rmse, 8);
    expect(crossed.some(({ name }) => name.includes('sex missing'))).toBe(true);
    const ranges = measureSlices(rows, [{ column: 'flipper_length_mm', bins: 4 }], 'mae').slices;
    expect(ranges.length).toBeGreaterThanOrEqual(4);
    for (const { slice, size } of [...crossed, ...ranges])
      expect(sliceRows(rows.columns, slice)).toHaveLength(size);
  });

  it('weigh their rows', () => {
    const rows = judgePenguins();
    const weights = Float64Array.from(rangeOf(rows.columns.numRows), (row) => 1 + (row % 3));
    const { slices } = measureSlices({ ...rows, weights }, [{ column: 'island' }], 'rmse');
    expect(slices[0]?.metric).toBeCloseTo(reference.islands.Biscoe?.weighted ?? Number.NaN, 8);
  });

  it('are said in words', () => {
    const part = { column: 'at', part: 'weekday' as const, is: 'range' as const, low: 1, high: 5 };
    const range = { column: 'hr', is: 'range' as const, low: 7, high: 9 };
    const value = { column: 'workingday', is: 'value' as const, value: 'yes' };
    expect(saySlice({ conditions: [range, value] })).toBe('hr 7–9 and workingday = yes');
    expect(saySlice({ conditions: [part, { column: 'sex', is: 'missing' }] })).toBe(
      'weekday of at Mon–Fri and sex missing',
    );
    expect(saySlice({ conditions: [] })).toBe('all rows');
  });

  it('refuse what they cannot tell', () => {
    const rows = judgePenguins();
    expect(() => measureSlices(rows, [{ column: 'Island' }], 'rmse')).toThrow('island');
    expect(() => measureSlices(rows, [{ column: 'island' }], 'accuracy')).toThrow('Choose one of rmse, mae');
    expect(() => findWorstSlices(rows, 'rmse', { columns: ['nowhere'] })).toThrow('nowhere');
  });
});

describe('worst slices', () => {
  it('find where a model was spoilt, and nothing that merely overlaps it', () => {
    const rows = judgeNoise(5);
    const x = rows.columns.columns[0]?.values ?? [];
    const y = rows.columns.columns[1]?.values ?? [];
    const isSpoilt = (row: number) => Number(x[row]) < 0.3 && Number(y[row]) > 0.6;
    const values = Float64Array.from(rangeOf(2000), (row) => (isSpoilt(row) ? 30 : 0));
    const { slices, overall, candidates } = findWorstSlices({ ...rows, predictions: { values } }, 'mae');
    expect(candidates).toBeGreaterThan(1000);
    expect(slices[0]?.slice.conditions.map(({ column }) => column)).toEqual(['x0', 'x1']);
    const found = sliceRows(rows.columns, slices[0]?.slice ?? { conditions: [] });
    const right = found.filter((row) => isSpoilt(row)).length;
    expect(right / found.length).toBeGreaterThan(0.9);
    expect(slices[0]?.interval.low).toBeGreaterThan(2 * overall.metric);
    expect(worstSlice({ ...rows, predictions: { values } }, 'mae')).toEqual(slices[0]);
  });

  it('find none in noise, however many they look at, nor a group for being small', () => {
    const found = Array.from({ length: 20 }, (_, seed) => findWorstSlices(judgeNoise(seed + 1), 'mae'));
    expect(found.filter(({ slices }) => slices.length > 0).length).toBeLessThanOrEqual(2);
    for (const { slices, minimumRows } of found)
      for (const { size } of slices) expect(size).toBeGreaterThanOrEqual(minimumRows);
  });

  it('name hours of the bike rides on which boosted trees err more, largely enough and beyond chance', async () => {
    const context = { signal: new AbortController().signal, progress() {}, assets: nodeAssets() };
    const model = await train(readBikeRides(), { target: 'cnt', options: { rounds: 60 } }, context);
    const rows = await judgeRows(model, model.heldOut?.rows ?? { numRows: 0, columns: [] });
    const { slices, overall, minimumRows } = findWorstSlices(rows, 'rmse');
    expect(slices[0]?.slice.conditions[0]).toMatchObject({ column: 'hr', is: 'range' });
    for (const { slice, size, metric, interval, pValue, effect, difference } of slices) {
      expect(sliceRows(rows.columns, slice)).toHaveLength(size);
      expect(size).toBeGreaterThanOrEqual(minimumRows);
      expect(interval.low).toBeGreaterThan(overall.metric);
      expect(metric).toBeLessThan(interval.high);
      expect(difference.low).toBeGreaterThan(0);
      expect(effect).toBeGreaterThanOrEqual(0.3);
      expect(pValue).toBeLessThanOrEqual(0.05);
    }
  });
});
