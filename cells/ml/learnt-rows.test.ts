import { describe, expect, it } from 'vitest';
import { findUnlearnt, learntRowsFile, noteLearnt, readLearnt, writeLearnt } from './learnt-rows';
import type { Columns } from './model';
import { nodeAssets } from './node-assets';
import { readTable } from './read-table';
import { train } from './train';

const rides = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({
    hour: (from + i) % 24,
    weather: (from + i) % 3 === 0 ? null : 'clear',
    day: new Date(Date.UTC(2026, 0, 1 + ((from + i) % 300))),
    wet: (from + i) % 2 === 0,
    rides: (from + i) * 0.1,
  }));
const columnsOf = (rows: readonly object[]): Columns => readTable(rows).columns;
const inFile = (bytes: Uint8Array) => new Map([[learntRowsFile, bytes]]);
const learn = (rows: readonly object[]) => {
  const { columns, numRows } = columnsOf(rows);
  return noteLearnt(columns, numRows);
};

describe('rows that a model has learnt from', () => {
  it('are known again by their values, whatever else their table holds', () => {
    const learnt = learn(rides(0, 100));
    const asked = columnsOf(rides(60, 160).map((row) => ({ note: 'new', ...row })));
    expect([...(findUnlearnt(asked, { learnt }) ?? [])]).toEqual(
      Array.from({ length: 60 }, (_, i) => 40 + i),
    );
    const heldOut = { rows: columnsOf(rides(90, 95)) };
    expect(findUnlearnt(asked, { learnt, heldOut })).toHaveLength(65);
  });

  it('are not known of a model that keeps no record, or reads columns that the rows do not have', () => {
    expect(findUnlearnt(columnsOf(rides(0, 10)), {})).toBeUndefined();
    const narrow = columnsOf(rides(0, 10).map(({ hour }) => ({ hour })));
    expect(findUnlearnt(narrow, { learnt: learn(rides(0, 5)) })).toBeUndefined();
  });

  it('travel with a package: all that was trained on, none that was held out', async () => {
    const rows = rides(0, 200);
    const options = { target: 'rides', learner: 'linear' as const, features: ['hour', 'wet'] };
    const { signal } = new AbortController();
    const model = await train(rows, options, { signal, progress() {}, assets: nodeAssets() });
    const files = await model.toPackage();
    const learnt = readLearnt(files);
    expect(learnt?.columns).toEqual(['hour', 'wet', 'rides']);
    expect(learnt?.hashes).toHaveLength(160);
    expect(findUnlearnt(columnsOf(rows), { learnt })).toHaveLength(40);
    const heldOut = model.heldOut?.rows as Columns; // a package that was just made has them
    expect(findUnlearnt(heldOut, { learnt })).toHaveLength(40);
    expect(readLearnt(inFile(writeLearnt(learnt ?? { columns: [], hashes: new Uint32Array() })))).toEqual(
      learnt,
    );
  });

  it('in a damaged file are refused in words; older packages have none', () => {
    expect(readLearnt(new Map())).toBeUndefined();
    expect(() => readLearnt(inFile(new Uint8Array(20)))).toThrow(
      /^learnt-rows.arrow of the package cannot be read: /,
    );
    const strange = writeLearnt({ columns: [], hashes: new Uint32Array(1) });
    expect(() => readLearnt(inFile(strange))).toThrow('cannot be read');
  });
});
