import { parseJavaScript } from '@observablehq/notebook-kit';
import { describe, expect, test } from 'vitest';
import {
  type CellSymbols,
  findJavaScriptSymbols,
  findOptionSymbols,
  findSqlSymbols,
  findTemplateSymbols,
} from './symbols';

/** The text of each shared place with what it is: `x!` is defined, `x` read. */
const shared = (source: string, symbols: CellSymbols | undefined) =>
  symbols?.shared
    .map(({ start, end, role }) => source.slice(start, end) + (role === 'definition' ? '!' : ''))
    .join(' ');
const locals = (symbols: CellSymbols | undefined) =>
  symbols?.locals.map(({ name, places }) => `${name}×${places.length}`).join(' ');

describe('names of a program', () => {
  test.each([
    ['const a = b + 1;\nfunction f() { return b + a }', 'a! b f! b a', ''],
    ['x => x + y', 'y', 'x×2'],
    ['{ const x = 1; let y = x + z }', 'z', 'x×2 y×1'],
    ['const {a, b: [c = d], ...rest} = e', 'a! c! d rest! e', ''],
    ['for (const i of n) { var seen = i }', 'n seen!', 'i×2'],
    ['try { a() } catch (error) { console.log(error) }', 'a console', 'error×2'],
    ['const o = {a, b: c, [d]: 1, e() { return this.f.a }}', 'o! a c d', ''],
    ['class A extends B { #p = q; m(a = r) { return a + this.#p } }', 'A! B q r', 'a×2'],
    ['const f = function g(n) { return n ? g(n - 1) : arguments.length }', 'f!', 'g×2 n×3'],
    ['`${a} ${(() => { const a = 1; return a })()}`', 'a', 'a×2'],
    ['loop: for (;;) { break loop }', '', ''],
    ['x.y.z; a?.b[c]', 'x a c', ''],
    ['const _x = a; const y = _x', 'a y!', '_x×2'],
    ['function f() { if (a) { function g() {} g() } }', 'f! a', 'g×2'],
  ])('%j', (source, expected, own) => {
    const symbols = findJavaScriptSymbols(source);
    expect(shared(source, symbols)).toBe(expected);
    expect(locals(symbols)).toBe(own);
  });

  test('agree with the names that Notebook Kit compiles a cell to', () => {
    const sources = [
      'const {a, b: [c = d], ...rest} = e; var f; class G extends H {}',
      'const rows = await sql`FROM t WHERE x > ${least}`; rows.map((d) => ({d, n: d.n * scale}))',
      'for (let i = 0; i < n; ++i) { for (const [k, v] of pairs) total(i, k, v) }',
      '(function walk(node) { return node.children?.map(walk) ?? leaf })(root)',
      'switch (kind) { case A: { let q = 1; break } default: q }',
    ];
    for (const source of sources) {
      const { references, declarations } = parseJavaScript(source);
      const symbols = findJavaScriptSymbols(source);
      const defined = symbols?.shared.filter(({ role }) => role === 'definition').map(({ name }) => name);
      const names = new Set(defined);
      const read = symbols?.shared.filter(({ name }) => !names.has(name)).map(({ start }) => start);
      expect(defined?.sort()).toEqual((declarations ?? []).map(({ name }) => name).sort());
      expect(read).toEqual(references.map(({ start }) => start).sort((a, b) => a - b));
    }
  });

  test('are none while the text does not parse', () => {
    expect(findJavaScriptSymbols('const a =')).toBeUndefined();
    expect(findTemplateSymbols('a ${')).toBeUndefined();
    expect(findOptionSymbols('{"data": ', [['data']])).toBeUndefined();
  });

  test('written short are told from others', () => {
    const forms = (source: string) => findJavaScriptSymbols(source)?.shared.map(({ form }) => form);
    expect(forms('f({a, b: c})')).toEqual(['name', 'shorthand', 'name']);
    expect(forms('const {a, b: c, d = 1} = e')).toEqual(['shorthand', 'name', 'shorthand', 'name']);
  });
});

test('names in templates are those of the expressions, at their places in the text', () => {
  const source = '# ${title} and \\${not} ${rows.map((d) => d.n + k)}';
  const symbols = findTemplateSymbols(source);
  expect(shared(source, symbols)).toBe('title rows k');
  expect(locals(symbols)).toBe('d×2');
});

test('names in SQL are the tables it reads, wherever they stand, and those of the expressions', () => {
  const source =
    'WITH own AS (SELECT * FROM rides) SELECT rides.hr, o.n FROM own o JOIN "Bike trips" t ON t.a = Rides.a, rides WHERE n > ${least}';
  const symbols = findSqlSymbols(source);
  expect(shared(source, symbols)).toBe('rides rides "Bike trips" Rides rides least');
  expect(symbols?.shared.map(({ form }) => form)).toEqual(['sql', 'sql', 'sql', 'sql', 'sql', 'name']);
});

test('names in options are the strings that name values of cells', () => {
  const source = '{"data": "rides", "target": "rides", "choices": {"name": "towns"}, "base": ""}';
  const symbols = findOptionSymbols(source, [['data'], ['choices', 'name'], ['base'], ['missing']]);
  expect(shared(source, symbols)).toBe('"rides" "towns"');
});
