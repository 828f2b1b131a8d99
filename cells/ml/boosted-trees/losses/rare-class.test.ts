import { expect, it } from 'vitest';
import { readExampleData, without } from '../../example-data.fixture';
import { findColumn, takeTableRows } from '../../read-table';
import { createFitContext } from '../fit.fixture';
import { boostedTrees } from '../index';
import { boostedTreesOptions } from '../options';

it('a class of five rows among thousands does not drive the others away', async () => {
  const housing = readExampleData('california-housing');
  const nearTo = findColumn(housing, 'ocean_proximity')?.values as readonly string[]; // text, never missing
  const rows = [...nearTo.keys()].filter((row) => row % 4 === 0 || nearTo[row] === 'ISLAND');
  const target = rows.map((row) => nearTo[row] ?? '');
  expect(target.filter((label) => label === 'ISLAND')).toHaveLength(5);
  const features = without(takeTableRows(housing, rows), 'ocean_proximity');
  const classes = [...new Set(target)].sort();
  const options = boostedTreesOptions.parse({ rounds: 150, patience: 0 });
  const input = { features, target, task: 'multiclass', classes, seed: 1 } as const;
  const fitted = await boostedTrees.fit(input, options, createFitContext());
  const { values } = await fitted.predict(features);
  const right = target.filter((label, row) => values[row] === label).length;
  expect(right / target.length).toBeGreaterThan(0.99);
});
