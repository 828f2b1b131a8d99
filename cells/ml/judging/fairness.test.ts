import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readAdult } from '../adult.fixture';
import { readExampleData } from '../example-data.fixture';
import { rangeOf } from '../random';
import { findColumn, readTable, takeTableRows } from '../read-table';
import { measureFairness } from './fairness';
import type { FairnessName, GroupRate } from './fairness-figures';
import { type JudgedRows, takeJudgedRows } from './judged-rows';

interface Reference {
  readonly groups: Readonly<Record<string, Readonly<Partial<Record<GroupRate, number>>>>>;
  readonly measures: Readonly<Partial<Record<FairnessName, readonly [difference: number, ratio: number]>>>;
}
/** Made by tests/fixtures/fairness-reference.py with Fairlearn. */
const reference: Readonly<Record<'sex' | 'race' | 'weightedSex', Reference>> = JSON.parse(
  readFileSync(new URL('../../../tests/fixtures/fairness-reference.json', import.meta.url), 'utf8'),
);

let adult: JudgedRows;
beforeAll(async () => {
  const { columns } = readTable(await readAdult());
  const numbers = (name: string) => findColumn(columns, name)?.values ?? [];
  const [years, hours, age] = [numbers('education-num'), numbers('hours-per-week'), numbers('age')];
  adult = {
    ...{ task: 'binary', target: 'class', classes: ['<=50K', '>50K'], columns },
    actual: (findColumn(columns, 'class')?.values ?? []) as string[], // labels
    predictions: {
      values: Array.from(rangeOf(columns.numRows), (row) =>
        Number(years[row]) >= 13 || (Number(hours[row]) >= 45 && Number(age[row]) >= 40) ? '>50K' : '<=50K',
      ),
    },
  };
});

function expectEqual(rows: JudgedRows, column: string, { groups, measures }: Reference): void {
  const found = measureFairness(rows, column, { minimumRows: 1 });
  for (const { name, figures } of found.groups)
    for (const [rate, expected] of Object.entries(groups[name.replace(`${column} = `, '')] ?? {}))
      expect(figures[rate as GroupRate]?.value).toBeCloseTo(expected, 12); // keys of the reference are rates
  expect(found.groups).toHaveLength(Object.keys(groups).length);
  for (const [name, [difference, ratio]] of Object.entries(measures)) {
    const measure = found.measures.find((one) => one.name === name);
    expect(measure?.difference.value).toBeCloseTo(difference, 12);
    expect(measure?.ratio?.value).toBeCloseTo(ratio, 12);
  }
}

describe('fairness', () => {
  it('by sex and by race is what Fairlearn gives, with weights too', () => {
    expectEqual(adult, 'sex', reference.sex);
    expectEqual(adult, 'race', reference.race);
    const weights = Float64Array.from(rangeOf(adult.actual.length), (row) => 1 + (row % 3));
    expectEqual({ ...adult, weights }, 'sex', reference.weightedSex);
  });

  it('has intervals that hold the figure and widen with fewer rows', () => {
    const widths = [40_000, 2000].map((count) => {
      const some = takeJudgedRows(adult, rangeOf(count));
      const { measures } = measureFairness(some, 'sex');
      for (const { difference, ratio } of measures) {
        expect(difference.low).toBeLessThanOrEqual(difference.value);
        expect(difference.high).toBeGreaterThanOrEqual(difference.value);
        expect(ratio?.low).toBeLessThanOrEqual(ratio?.value ?? Number.NaN);
        expect(ratio?.high).toBeGreaterThanOrEqual(ratio?.value ?? Number.NaN);
      }
      const [parity] = measures;
      return (parity?.difference.high ?? 0) - (parity?.difference.low ?? 0);
    });
    expect(widths[1]).toBeGreaterThan(2 * (widths[0] ?? Number.NaN));
  });

  it('shows a group of few rows and does not compare it', () => {
    const race = findColumn(adult.columns, 'race')?.values ?? [];
    let others = 0;
    const some = rangeOf(5000).filter((row) => race[row] !== 'Other' || others++ < 10);
    const { groups, measures } = measureFairness(takeJudgedRows(adult, some), 'race');
    expect(groups.find(({ name }) => name === 'race = Other')).toMatchObject({ size: 10, isSmall: true });
    for (const { between } of measures) expect(between).not.toContain('race = Other');
  });

  it('of a regression compares mean answers and errors', () => {
    const all = readExampleData('penguins');
    const mass = findColumn(all, 'body_mass_g')?.values ?? [];
    const columns = takeTableRows(
      all,
      rangeOf(all.numRows).filter((row) => !Number.isNaN(mass[row])),
    );
    const actual = findColumn(columns, 'body_mass_g')?.values as Float64Array; // a column of numbers
    const rows: JudgedRows = {
      ...{ task: 'regression', target: 'body_mass_g', classes: [], actual, columns },
      predictions: { values: actual.map(() => 4200) },
    };
    const { measures, groups, positive } = measureFairness(rows, 'species');
    expect(positive).toBeUndefined();
    expect(measures.map(({ name }) => name)).toEqual([
      'equalMeanAnswer',
      'equalMeanError',
      'equalAbsoluteError',
    ]);
    expect(measures[0]?.difference.value).toBe(0);
    // Mean masses: Adelie 3 701, Chinstrap 3 733, Gentoo 5 076 g (Horst et al. 2020).
    expect(measures[1]?.between).toEqual(['species = Adelie', 'species = Gentoo']);
    expect(measures[1]?.difference.value).toBeCloseTo(5076.0163 - 3700.6623, 3);
    expect(groups[0]?.figures.meanError?.low).toBeLessThan(groups[0]?.figures.meanError?.value ?? 0);
  });

  it('parts numbers by ranges, takes a threshold, and refuses what is not there', () => {
    expect(measureFairness(adult, 'age').groups.map(({ name }) => name)).toHaveLength(4);
    const sure = { classes: adult.classes, values: new Float64Array(2 * adult.actual.length).fill(0.5) };
    const none = measureFairness(
      { ...adult, predictions: { ...adult.predictions, probabilities: sure } },
      'sex',
      { threshold: 0.6 },
    );
    expect(none.groups[0]?.figures.selectionRate?.value).toBe(0);
    expect(() => measureFairness(adult, 'gender')).toThrow('gender');
    expect(() => measureFairness(adult, 'sex', { positive: 'rich' })).toThrow('“rich” is not among');
  });
});
