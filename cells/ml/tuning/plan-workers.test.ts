import { expect, it } from 'vitest';
import type { Columns } from '../model';
import { planWorkers, refuseSearchTooLarge } from './plan-workers';
import { parseTuneOptions, type TuneOptionsInput } from './tune-options';

const tableOf = (numRows: number, text = false): Columns => ({
  numRows,
  columns: Array.from({ length: 10 }, (_, i) =>
    text && i === 0
      ? {
          name: 'said',
          type: 'string',
          values: Array.from({ length: numRows }, (_, j) => `what ${j} has said`),
        }
      : { name: `x${i}`, type: 'number', values: new Float64Array(numRows) },
  ),
});
const search = (more: Partial<TuneOptionsInput> = {}) =>
  parseTuneOptions({ target: 'x1', search: { linear: {} }, trials: 40, ...more });
const plan = (table: Columns, options = search(), memory = 3e9, processors = 16) =>
  planWorkers(table, options, { processors, memory });

it('as many trainings run at once as there are processors, and as memory has room for', () => {
  expect(plan(tableOf(1000))).toEqual({ workers: 8 });
  expect(plan(tableOf(1000), search(), 3e9, 2)).toEqual({ workers: 2 });
  expect(plan(tableOf(1000), search({ trials: 3 }))).toEqual({ workers: 3 });
  const large = tableOf(1_000_000);
  expect(plan(large).workers).toBeGreaterThan(2);
  expect(plan(large).workers).toBeLessThan(8);
  expect(plan(large, search({ search: { 'boosted-trees': {}, linear: {} } })).workers).toBeLessThan(
    plan(large).workers,
  );
  // Texts become as many numbers as there are buckets.
  const [texts, fewer] = [tableOf(100_000, true), { text: { buckets: 8 } }];
  expect(plan(texts, search({ text: { buckets: 4096 } })).workers).toBe(1);
  expect(plan(texts, search(fewer)).workers).toBe(8);
});

it('who asks for more is told', () => {
  expect(plan(tableOf(1_000_000), search({ workers: 20 }))).toEqual({
    workers: expect.any(Number),
    note: expect.stringMatching(
      /^Searched with [3-9] of 20 workers: all of them would take about \d+\.\d GB of memory \(Linear\), and this tab may use 3\.0 GB\.$/,
    ),
  });
});

it('a table with which not one fits is refused, with what would', () => {
  expect(() => refuseSearchTooLarge(tableOf(1_000_000), search(), 2e8)).toThrow(
    /^1,000,000 rows × 10 columns take about \d+ MB of memory to train \(Linear\), and this tab may use 200 MB/,
  );
  const found = { learner: 'boosted-trees', options: {} } as const;
  expect(() => refuseSearchTooLarge(tableOf(1_000_000), search({ found }), 2e8)).toThrow(/\(Boosted trees\)/);
});
