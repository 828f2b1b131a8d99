import { expect, test } from 'vitest';
import { layOutFlow, rowHeight } from './lay-out-flow';

const cell = (cellId: number, from: number[] = []) => ({
  cellId,
  label: '',
  kind: 'sql',
  state: 'fresh',
  from,
});

test('an arc leads from each cell to those that read it, wider the farther they are apart', () => {
  const { arcs, width } = layOutFlow([cell(7), cell(3, [7]), cell(5), cell(1, [7, 3])]);
  expect(arcs.map(({ from, to }) => `${from}→${to}`)).toEqual(['7→3', '7→1', '3→1']);
  const reaches = arcs.map(({ path }) => width - Number(/C([\d.]+)/.exec(path)?.[1]));
  expect(reaches[1]).toBeGreaterThan(reaches[2] ?? 0);
  expect(reaches[2]).toBeGreaterThan(reaches[0] ?? 0);
  for (const reach of reaches) expect(reach).toBeLessThan(width);
  expect(arcs[0]?.path).toContain(` ${rowHeight * 1.5}`);
});

test('what is read but does not stand there has no arc; without arcs there is no room for them', () => {
  expect(layOutFlow([cell(1, [9])])).toEqual({ arcs: [], width: 0 });
  expect(layOutFlow([])).toEqual({ arcs: [], width: 0 });
});
