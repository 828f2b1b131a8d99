import { expect, it } from 'vitest';
import { parseLooseJson } from './loose-json';

it.each([
  ['{"a": NaN, "b": [NaN, 1]}', { a: null, b: [null, 1] }],
  ['{"a": -Infinity, "b": Inf}', { a: '-Infinity', b: 'Inf' }],
  [String.raw`{"NaN": "say \"NaN\" \\", "b": NaN}`, { NaN: 'say "NaN" \\', b: null }],
])('reads %s', (text, value) => {
  expect(parseLooseJson(text)).toEqual(value);
});

it('refuses a text without an end, in one way through it', () => {
  expect(() => parseLooseJson(`{"a": NaN, "b": "${'\\"'.repeat(2_000_000)}`)).toThrow(SyntaxError);
});
