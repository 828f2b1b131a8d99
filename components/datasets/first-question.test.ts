import { expect, it } from 'vitest';
import { firstQuery } from './first-question';

it('asks for the whole table, and for a part of one that a tab could not hold', () => {
  expect(firstQuery('hour', 17_379)).toBe('SELECT *\nFROM hour');
  expect(firstQuery('clicks', 45_000_000)).toBe('SELECT *\nFROM clicks\nLIMIT 1000000');
});
