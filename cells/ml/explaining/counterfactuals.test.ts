import { expect, it } from 'vitest';
import { readExampleData } from '../example-data.fixture';
import type { Columns } from '../model';
import { nodeAssets } from '../node-assets';
import { rangeOf } from '../random';
import { findColumn, takeTableRows } from '../read-table';
import { train } from '../train';
import { selectInputs } from '../trained-model';
import { findCounterfactuals } from './counterfactuals';

const context = () => ({ signal: new AbortController().signal, progress() {}, assets: nodeAssets() });

async function trainOnPenguins() {
  const penguins = readExampleData('penguins');
  const model = await train(penguins, { target: 'species', options: { rounds: 30 } }, context());
  const known = selectInputs(model.signature, penguins);
  return { model, known, penguins, predict: (rows: Columns) => model.predict(rows) };
}

it('what would make an Adelie a Gentoo is found in values of the data, without what may not change', async () => {
  const { model, known, penguins, predict } = await trainOnPenguins();
  const row = takeTableRows(known, [0]);
  expect((await predict(row)).values[0]).toBe('Adelie');
  const { found, tried } = await findCounterfactuals(predict, row, {
    ...{ signature: model.signature, known, fixed: ['island', 'sex'] },
    wanted: { is: 'class', label: 'Gentoo' },
  });
  expect(found.length).toBeGreaterThan(0);
  expect(tried).toBeGreaterThan(100);
  for (const { row: changed, changed: names, prediction, distance } of found) {
    expect(prediction).toBe('Gentoo');
    expect((await predict(changed)).values[0]).toBe('Gentoo');
    expect(distance).toBeGreaterThan(0);
    for (const column of changed.columns) {
      expect(Array.from<unknown>(findColumn(penguins, column.name)?.values ?? [])).toContain(
        column.values[0],
      );
      if (!names.includes(column.name))
        expect(column.values[0]).toEqual(findColumn(row, column.name)?.values[0]);
    }
    expect(names).not.toContain('island');
    expect(names).not.toContain('sex');
  }
  const sets = found.map(({ changed }) => changed.join());
  expect(new Set(sets).size).toBe(sets.length);
  expect(found.map(({ changed }) => changed.length)).toEqual(
    found.map(({ changed }) => changed.length).sort((a, b) => a - b),
  );
});

it('a change is the smallest among the data’s values: one step less does not reach', async () => {
  const known: Columns = {
    numRows: 101,
    columns: [
      { name: 'x', type: 'number', values: Float64Array.from(rangeOf(101)) },
      { name: 'y', type: 'number', values: Float64Array.from(rangeOf(101), (i) => 100 - i) },
    ],
  };
  const predict = async (rows: Columns) => ({
    values: Float64Array.from({ length: rows.numRows }, (_, i) => Number(rows.columns[0]?.values[i]) * 10),
  });
  const signature = {
    inputs: ['x', 'y'].map((name) => ({ name, type: 'number' as const, required: true })),
    output: { name: 'z', type: 'number' as const },
  };
  const row = takeTableRows(known, [20]);
  const reach = (low: number, high: number, fixed: string[] = []) =>
    findCounterfactuals(predict, row, { signature, known, fixed, wanted: { is: 'range', low, high } });
  const { found } = await reach(613, 2000);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ changed: ['x'], prediction: 620, distance: 0.42 });
  const none = await reach(1001, 2000);
  expect(none.found).toEqual([]);
  expect(none.tried).toBeGreaterThan(100);
  expect((await reach(613, 2000, ['x'])).found).toEqual([]);
  expect(await reach(200, 200)).toEqual({ found: [], tried: 1, isAlready: true });
  await expect(reach(5, 1)).rejects.toThrow('ends below its start');
});

it('refuses a class that the model has not', async () => {
  const { model, known, predict } = await trainOnPenguins();
  const asked = findCounterfactuals(predict, takeTableRows(known, [0]), {
    ...{ signature: model.signature, known, wanted: { is: 'class', label: 'Emperor' } },
  });
  await expect(asked).rejects.toThrow('“Emperor” is not an answer of this model; it has Adelie');
});
