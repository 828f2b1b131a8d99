import { describe, expect, test } from 'vitest';
import { createDocumentStore } from '@/cells/document/document-store';
import type { Cell } from '@/cells/document/notebook';
import { planRename } from './plan-rename';
import { symbolAt, symbolOf } from './symbol-at';
import { createSymbolIndex } from './symbol-index';
import { type Written, write } from './write-cells.fixture';

/** Renames what stands at the bar in one of the texts; the texts and names afterwards, or why not. */
function rename(to: string, ...written: Written[]): string | readonly string[] {
  const at = written.findIndex((one) => sourceOf(one).includes('|'));
  const offset = sourceOf(written[at] ?? '').indexOf('|');
  const cells = write(...written.map((one) => withSource(one, sourceOf(one).replace('|', ''))));
  const cell = cells[at];
  const index = createSymbolIndex();
  const symbol = cell && symbolAt(cells, index, { cell, offset });
  if (!symbol) return 'nothing there';
  const plan = planRename(cells, index, { symbol, to });
  if ('refusal' in plan) return plan.refusal;
  const store = createDocumentStore({ title: '', cells, attributes: {} });
  store.applyAll(plan.edits);
  const after = store.get().cells.map(textOf);
  store.undo();
  expect(store.get().cells.map(textOf)).toEqual(cells.map(textOf));
  return after;
}

const textOf = ({ source, output }: Cell) => (output ? `${output} = ${source}` : source);
const sourceOf = (one: Written) => (typeof one === 'string' ? one : one.source);
const withSource = (one: Written, source: string): Written =>
  typeof one === 'string' ? source : { ...one, source };

const rides: Written = { kind: 'sql', source: 'FROM bikes', output: 'rides' };

describe('a rename', () => {
  test('of an imported name leaves what it is called where it comes from', () => {
    expect(
      rename('trips', 'import {rides} from "notebook:bikes" with {year: "rides"}', 'ri|des.length', {
        kind: 'observable',
        source: 'import {a} with {rides as data} from "notebook:bikes"',
      }),
    ).toEqual([
      'import {rides as trips} from "notebook:bikes" with {year: "trips"}',
      'trips.length',
      'import {a} with {trips as data} from "notebook:bikes"',
    ]);
  });

  test('follows a name through every kind of cell, as it is written there', () => {
    expect(
      rename(
        'trips',
        'const ri|des = 1, other = {rides, a: rides}',
        'rides + ((rides) => rides)(2) + "rides"',
        { kind: 'markdown', source: 'Of rides: ${rides}' },
        { kind: 'sql', source: 'SELECT Rides.hr FROM RIDES JOIN t ON t.a = "rides".a WHERE n > ${rides}' },
        { kind: 'train', source: '{"data": "rides", "target": "rides"}', output: 'model' },
      ),
    ).toEqual([
      'const trips = 1, other = {rides: trips, a: trips}',
      'trips + ((rides) => rides)(2) + "rides"',
      'Of rides: ${trips}',
      'SELECT trips.hr FROM trips JOIN t ON t.a = trips.a WHERE n > ${trips}',
      'model = {"data": "trips", "target": "rides"}',
    ]);
  });

  test('begins anywhere the name is read, and changes the name of a value', () => {
    expect(rename('order', rides, { kind: 'sql', source: 'FROM |rides' }, 'rides')).toEqual([
      'order = FROM bikes',
      'FROM "order"',
      'order',
    ]);
    expect(
      rename('least', { kind: 'input', source: '{"control": "range"}', output: 'n' }, '|n + viewof$n.min'),
    ).toEqual(['least = {"control": "range"}', 'least + viewof$least.min']);
  });

  test('of a name of a cell stays in its scope', () => {
    expect(rename('row', 'rows.map((|d) => d.x + d.y).map((d) => d)', 'const rows = [], d = 1')).toEqual([
      'rows.map((row) => row.x + row.y).map((d) => d)',
      'const rows = [], d = 1',
    ]);
    expect(rename('_y', 'const |_x = 1; _x', 'const _x = 2')).toEqual(['const _y = 1; _y', 'const _x = 2']);
  });

  test.each<[string, Written[], string]>([
    ['trips', [rides, '|rides', 'const trips = 1'], 'trips is defined in cell 3 already.'],
    ['Plot', [rides, '|rides', 'Plot.plot()'], 'Cell 3 reads Plot already, which would then mean this one.'],
    ['d', [rides, '|rides.map((d) => rides)'], 'In cell 2 d means something else where the name is read.'],
    [
      'own',
      [rides, { kind: 'sql', source: 'WITH own AS (SELECT 1) FROM own, |rides' }],
      'In cell 2 own means something else where the name is read.',
    ],
    ['_r', [rides, '|rides'], 'A name that begins with _ stays in its cell, and cell 2 reads this one.'],
    ['2x', [rides, '|rides'], 'A name is made of letters, digits, _ and $, and does not begin with a digit.'],
    ['class', [rides, '|rides'], 'class is a word of the language and cannot be a name.'],
    ['fetch', [rides, '|rides'], 'fetch is a word of the language and cannot be a name.'],
    ['x', [rides, '|rides', 'rides +'], 'Cell 3 mentions rides, and its text has a mistake: mend it first.'],
    ['x', ['|Plot.plot()'], 'Plot is no name of this notebook: it cannot be renamed here.'],
    ['e', ['rows.map((|d) => { const e = 1; return d + e })'], 'e means something else there already.'],
    ['k', ['rows.map((|d) => d + k)'], 'k means something else there already.'],
  ])('to %s is refused where it would clash: %j', (to, written, refusal) => {
    expect(rename(to, ...written)).toBe(refusal);
  });

  test('tells a line of each cell before and after', () => {
    const cells = write(rides, 'const a = 1;\n  rides.map(() => rides);\nrides');
    const index = createSymbolIndex();
    const symbol = cells[0] && symbolOf(cells, index, cells[0]);
    const plan = symbol && planRename(cells, index, { symbol, to: 'trips' });
    expect(plan).toMatchObject({
      cells: [
        { cellId: 1, places: 1, before: 'rides =', after: 'trips =' },
        { cellId: 2, places: 3, before: 'rides.map(() => rides);', after: 'trips.map(() => trips);' },
      ],
    });
  });
});
