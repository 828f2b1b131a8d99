import { expect, test } from 'vitest';
import { stripTypes } from '@/cells/compiler/strip-types';
import { provideTypeScript } from '@/cells/compiler/typescript';
import type { CellKind } from '@/cells/document/notebook';
import { convertText } from './convert-text';

provideTypeScript(stripTypes);

const convert = (kind: CellKind, to: CellKind, source: string, output?: string) =>
  convertText({ from: { kind, source, output }, to, names: new Set(['rides']) });

test.each<[CellKind, CellKind, string, string]>([
  ['javascript', 'typescript', 'const a = 1', 'const a = 1'],
  ['typescript', 'javascript', 'const a: number = b!', 'const a = b'],
  ['javascript', 'observable', 'const n = view(Inputs.range([0, 1]));', 'viewof n = Inputs.range([0, 1])'],
  ['javascript', 'observable', 'const n = await fetchIt();', 'n = fetchIt()'],
  ['javascript', 'observable', 'const a = 1;\nconst b = 2;', 'const a = 1;\nconst b = 2;'],
  ['observable', 'javascript', 'mutable n = 0', 'const n = Mutable(0)'],
  ['observable', 'javascript', 'n = { return 1; }', 'const n = (() => { return 1; })()'],
  ['observable', 'javascript', 'n + 1', 'n + 1'],
  ['markdown', 'tex', '$$\nx^2\n$$', 'x^2'],
  ['tex', 'markdown', 'x^2', '$$\nx^2\n$$'],
  ['markdown', 'html', '**bold**', '**bold**'],
])('%s to %s: %s', (from, to, source, expected) => {
  expect(convert(from, to, source).source).toBe(expected);
});

test('a query goes into a template with the tables of cells, and comes out of it again', () => {
  const code = convert('sql', 'javascript', 'SELECT * FROM rides', 'best');
  expect(code).toEqual({ source: 'const best = await sql.with({ rides })`SELECT * FROM rides`;' });
  expect(convert('javascript', 'sql', code.source)).toEqual({
    source: 'SELECT * FROM rides',
    output: 'best',
  });
});
