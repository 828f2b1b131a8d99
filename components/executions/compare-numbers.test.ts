import { expect, test } from 'vitest';
import { compareNumbers } from './compare-numbers';

test('numbers between the same words are compared, in their order', () => {
  expect(
    compareNumbers('RMSE 41.2 on 3,476 rows\nDrift: none', 'RMSE 44.0 on 3,480 rows\nDrift: none'),
  ).toEqual([
    { label: 'RMSE … on … rows', before: 41.2, now: 44 },
    { label: 'RMSE … on … rows', before: 3476, now: 3480 },
  ]);
});

test('lines of other words, and lines that one text lacks, are left out', () => {
  expect(compareNumbers('Errors 3', 'Requests 4\nErrors 5')).toEqual([
    { label: 'Errors …', before: 3, now: 5 },
  ]);
});

test('a line that comes twice is compared by its place', () => {
  expect(compareNumbers('Row 1\nRow 2', 'Row 1\nRow 5')).toMatchObject([{ now: 1 }, { before: 2, now: 5 }]);
});

test('signs, exponents and narrow spaces belong to a number; days, times and names do not', () => {
  expect(compareNumbers('5\n10', '6\n12')).toEqual([]);
  expect(compareNumbers('−3 to 1.5e-4, 12\u202f000', '4 to 2e-4, 13\u202f000').map(({ now }) => now)).toEqual(
    [4, 2e-4, 13_000],
  );
  expect(compareNumbers('2026-01-05 07:30 v2', '2026-01-06 07:31 v3')).toEqual([]);
});
