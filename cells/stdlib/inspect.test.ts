// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { inspect } from './inspect';
import { inspectError } from './inspect-error';
import { searchValue } from './search-value';
import { writeJson } from './write-json';

const text = (value: unknown) => inspect(value).textContent;

/** Opens the outermost tree, and gives its parts as text. */
function open(root: HTMLElement): (string | null)[] {
  const details = root.querySelector('details');
  if (!details) return [];
  details.open = true;
  details.dispatchEvent(new Event('toggle'));
  return [...(details.querySelector('.inspect-parts')?.children ?? [])].map((part) => part.textContent);
}

test('simple values on one line', () => {
  expect([1, -0, 1n, 'a"b', true, null, undefined, Symbol('s'), /x/g].map(text)).toEqual([
    '1',
    '-0',
    '1n',
    '"a\\"b"',
    'true',
    'null',
    'undefined',
    'Symbol(s)',
    '/x/g',
  ]);
  expect(text(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
  expect(text(new Date(Number.NaN))).toBe('Invalid Date');
  expect(text(function named() {})).toBe('ƒ named()');
  expect(text(document.createElement('p'))).toBe('<p>');
  expect(inspect(5, { name: 'n' }).textContent).toBe('n = 5');
});

test('structures preview on one line and open into their parts', () => {
  expect(text({ a: 1, b: [1, 2] })).toBe('{a: 1, b: [1, 2]}');
  expect(open(inspect({ a: 1, b: 'x' }))).toEqual(['a: 1', 'b: "x"']);
  expect(open(inspect(new Map([['k', 1]])))).toEqual(['"k": 1'.replaceAll('"', '')]);
  expect(open(inspect(new Set(['v'])))).toEqual(['0: "v"']);
  expect(text(new Float64Array([1, 2]))).toBe('Float64Array(2) [1, 2]');
  expect(text([])).toBe('Array(0) []');
  expect(text({})).toBe('{}');
  class Point {
    x = 1;
  }
  expect(text(new Point())).toBe('Point {x: 1}');
});

test('a thousand parts come a page at a time, an endless structure only as far as it is opened', () => {
  const parts = open(inspect(Array.from({ length: 1000 }, (_, i) => i)));
  expect(parts).toHaveLength(101);
  expect(parts.at(-1)).toBe('More');
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  expect(open(inspect(circular))[0]).toContain('self: ');
});

test('what cannot be read says so', () => {
  const odd = {
    get broken() {
      throw new Error('no');
    },
  };
  expect(open(inspect(odd))).toEqual(['broken: cannot be read: no']);
});

test('long and many-lined text opens into all of it', () => {
  const long = `first\n${'x'.repeat(500)}`;
  const root = inspect(long);
  expect(root.querySelector('summary')?.textContent?.length).toBeLessThan(110);
  expect(open(root)).toEqual([long]);
});

test('an error says what and where, and keeps to calls in cells', () => {
  const stack = 'TypeError: no\n    at f (cell-3.1.js:4:2)\n    at run (http://x/main.js:1:2)';
  const root = inspectError({ name: 'TypeError', message: 'no', line: 2, column: 5, stack });
  expect(root.textContent).toContain('TypeError: no line 2, column 5');
  expect(root.querySelector('pre')?.textContent).toBe('at f (cell 3)');
  const blocked = inspectError({ name: 'Blocked', message: 'Waits.', rootCell: 7 });
  expect(blocked.dataset.rootCell).toBe('7');
});

test('a million parts open into ranges, and each part knows the expression that leads to it', () => {
  const million = Array.from({ length: 1_000_000 }, (_, i) => ({ 'a b': i }));
  const root = inspect(million, { name: 'rows' });
  const ranges = open(root);
  expect(ranges).toHaveLength(100);
  expect(ranges.at(-1)).toMatch(/^990000 … 999999: Array\(10000\)/);
  const last = [...root.querySelectorAll('details')].at(-1) as HTMLDetailsElement;
  expect(open(last.parentElement as HTMLElement).at(-1)).toMatch(/^999900 … 999999/);
  const nested = inspect({ 'a-b': [new Map([['k', { x: 1 }]])] }, { name: 'v' });
  for (let i = 0; i < 4; i++)
    for (const details of nested.querySelectorAll('details')) {
      details.open = true;
      details.dispatchEvent(new Event('toggle'));
    }
  expect([...nested.querySelectorAll<HTMLElement>('[data-path]')].map((key) => key.dataset.path)).toEqual([
    'v["a-b"]',
    'v["a-b"][0]',
    'v["a-b"][0].get("k")',
    'v["a-b"][0].get("k").x',
  ]);
});

test('functions, elements, buffers and causes open', () => {
  expect(
    open(
      inspect(function twice(x: number) {
        return 2 * x;
      }),
    )[0],
  ).toContain('2 * x');
  expect(open(inspect(Object.assign(document.createElement('p'), { textContent: 'hello' })))).toEqual([
    '<p>hello</p>',
  ]);
  expect(open(inspect(new Uint8Array([1, 2]).buffer))[0]).toContain('Uint8Array(2)');
  expect(open(inspect(new Error('outer', { cause: new Error('inner') }))).join()).toContain(
    'cause: Error: inner',
  );
});

test('a value is searched by names and texts, and says where it stopped', () => {
  const value: Record<string, unknown> = { rows: [{ town: 'Oslo' }, { town: 'Rome' }], oslo: 1 };
  value.self = value;
  expect(searchValue(value, 'oslo', 'v').found.map(({ path }) => path)).toEqual(['v.oslo', 'v.rows[0].town']);
  expect(
    searchValue(
      Array.from({ length: 300_000 }, (_, i) => i),
      'nowhere',
    ).isWhole,
  ).toBe(false);
});

test('a value is written as JSON as far as it can be said', () => {
  const value: Record<string, unknown> = {
    day: new Date(0),
    big: 2n ** 70n,
    map: new Map([['k', new Set([1])]]),
    list: new Float32Array([1, 2]),
  };
  value.self = value;
  const twice = { one: value.list, two: value.list };
  expect(JSON.parse(writeJson(value) ?? '')).toEqual({
    day: '1970-01-01T00:00:00.000Z',
    big: '1180591620717411303424',
    map: { k: [1] },
    list: [1, 2],
    self: '[circular]',
  });
  expect(JSON.parse(writeJson(twice) ?? '')).toEqual({ one: [1, 2], two: [1, 2] });
  expect(writeJson('x'.repeat(100), 50)).toBeUndefined();
});
