import { expect, test } from 'vitest';
import { type FoldableRevision, foldSittings } from './fold-sittings';

/** Given the newest first: minutes since midnight, by whom, under which name. */
const revisions = (...rows: readonly [at: number, by: string, name?: string][]): FoldableRevision[] =>
  rows.map(([at, createdBy, name], place) => ({
    number: rows.length - place,
    name: name ?? null,
    createdAt: new Date(at * 60_000),
    createdBy,
  }));
const sizes = (rows: FoldableRevision[]) => foldSittings(rows).map((sitting) => sitting.length);

test('saves of one person fold until half an hour passes without any', () => {
  expect(sizes(revisions([100, 'ada'], [75, 'ada'], [50, 'ada'], [10, 'ada']))).toEqual([3, 1]);
});

test('another person, and a name, begin another entry', () => {
  expect(sizes(revisions([5, 'ada'], [4, 'bob'], [3, 'bob'], [2, 'ada']))).toEqual([1, 2, 1]);
  expect(sizes(revisions([5, 'ada'], [4, 'ada'], [3, 'ada', 'Sent'], [2, 'ada'], [1, 'ada']))).toEqual([
    2, 1, 2,
  ]);
});
