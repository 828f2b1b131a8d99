import { expect, test } from 'vitest';
import { profileColumn } from '@/cells/ml/profile';
import recorded from '../../tests/fixtures/evidently-reference.json';
import { stats } from './stats';

// Of the columns that Evidently was given, made by tests/fixtures/evidently-reference.py.
test.each(Object.entries(recorded.tables))('drift of %s is judged as Evidently does', (_, table) => {
  const names = Object.keys(table.reference) as (keyof typeof table.reference)[];
  const profiles = names.map((name) => {
    const values: readonly (string | number)[] = table.reference[name];
    return typeof values[0] === 'string'
      ? profileColumn({ name, type: 'string', values: values.map(String) })
      : profileColumn({ name, type: 'number', values: Float64Array.from(values, Number) });
  });
  const drifts = stats.driftOfColumns(profiles, table.current);
  const judged = stats.judgeDrift(drifts, { by: 'evidently' });
  expect(judged.drifted.map(({ column }) => column).sort()).toEqual([...table.evidently.drifted].sort());
  expect(judged.isDrift).toBe(table.evidently.isDrift);
  expect(judged.share).toBeCloseTo(table.evidently.share, 12);
  for (const { column, statistic } of drifts) {
    // Of more than 1 000 numbers a profile keeps 1 000 at even ranks.
    const values: readonly unknown[] = table.reference[column as keyof typeof table.reference];
    const isSampled = typeof values[0] === 'number' && values.length > 1000;
    const score = table.evidently.scores[column as keyof typeof table.evidently.scores];
    expect(statistic).toBeCloseTo(score, isSampled ? 1 : 10);
  }
});
