import { expect, test } from 'vitest';
import { compileJavaScript } from './javascript';
import { compileObservable } from './observable';
import { findJavaScriptSymbols, findObservableSymbols } from './symbols';

test('cells of another notebook are imported under own names, with replacements', () => {
  const compiled = compileJavaScript(
    'import {chart, data as rides} from "notebook:sales" with {year: "myYear"};\nimport {look} from "notebook:styles"',
  );
  expect(compiled).toMatchObject({
    inputs: ['notebook$'],
    outputs: ['chart', 'rides', 'look'],
    single: false,
    notebooks: [
      {
        notebook: 'sales',
        names: [
          { name: 'chart', as: 'chart' },
          { name: 'data', as: 'rides' },
        ],
        injected: [{ name: 'year', from: 'myYear' }],
      },
      { notebook: 'styles', names: [{ name: 'look', as: 'look' }], injected: [] },
    ],
  });
});

test('in the older dialect an input comes with its value, and replacements are written the other way round', () => {
  const { outputs, notebooks } = compileObservable(
    'import {chart as c, viewof alpha} with {mine as theirs} from "notebook:sales"',
  );
  expect(outputs).toEqual(['c', 'alpha', 'viewof$alpha']);
  expect(notebooks).toEqual([
    {
      notebook: 'sales',
      names: [
        { name: 'chart', as: 'c' },
        { name: 'alpha', as: 'alpha' },
        { name: 'viewof$alpha', as: 'viewof$alpha' },
      ],
      injected: [{ name: 'theirs', from: 'mine' }],
    },
  ]);
});

test.each([
  ['import {a} from "notebook:x"; const b = a', 'stands in a cell of its own'],
  ['import {a} from "notebook:x"; import * as d from "npm:d3"', 'stands in a cell of its own'],
  ['import x from "notebook:x"', 'Name the cells that you want'],
  ['import * as x from "notebook:x"', 'Name the cells that you want'],
  ['import "notebook:x"', 'Name the cells that you want'],
  ['import {a} from "notebook:"', 'Name a notebook by its title'],
  ['import {a} from "npm:notebook:x"', 'import {chart} from "notebook:x"'],
  ['const x = await import("notebook:x")', 'import {chart} from "notebook:x"'],
])('%s is refused in words', (source, words) => {
  expect(() => compileJavaScript(source)).toThrow(words);
});

test('imported names are known to the editor, and so are the names that replace others', () => {
  const told = (symbols: ReturnType<typeof findJavaScriptSymbols>) =>
    symbols?.shared.map(({ name, role, form }) => `${role} ${name} ${form}`);
  expect(told(findJavaScriptSymbols('import {a as b} from "notebook:x" with {data: "mine"}'))).toEqual([
    'definition b name',
    'reference mine json',
  ]);
  expect(
    told(findObservableSymbols('import {a as b, viewof c} with {mine as data} from "notebook:x"')),
  ).toEqual(['definition b name', 'definition c import', 'reference mine name']);
});
