// @vitest-environment jsdom
import { table } from 'arquero';
import { expect, test } from 'vitest';
import { toArrow } from '@/cells/data';
import { describeValue } from './describe-value';

test('a value is told by type, shape and a glance', () => {
  expect(describeValue(toArrow({ a: [1, 2], b: ['x', 'y'] }))).toEqual({
    type: 'table',
    shape: '2 rows × 2 columns',
  });
  expect(describeValue(table({ a: [1] }))).toEqual({ type: 'table', shape: '1 row × 1 column' });
  expect(describeValue([1, 2, 3])).toEqual({ type: 'array', shape: '3 items', glance: '[1, 2, 3]' });
  expect(describeValue(new Map([['a', 1]]))).toMatchObject({ type: 'Map', shape: '1 entry' });
  expect(describeValue(new Float64Array(1000))).toMatchObject({
    type: 'Float64Array',
    shape: expect.stringMatching(/^8\skB$/),
  });
  expect(describeValue('ab')).toEqual({ type: 'text', shape: '2 characters', glance: 'ab' });
  expect(describeValue(1.5)).toEqual({ type: 'number', glance: '1.5' });
  expect(describeValue(null)).toEqual({ type: 'null' });
  expect(describeValue((a: number, b: number) => a + b)).toEqual({ type: 'function', shape: '2 parameters' });
  expect(describeValue({ a: 1 })).toEqual({ type: 'object', shape: '1 key', glance: '{a: 1}' });
  expect(describeValue(Object.create(null))).toMatchObject({ type: 'object', shape: '0 keys' });
  expect(describeValue(document.createElement('p'))).toEqual({ type: 'element', glance: '<p>' });
});

test('a long value is cut, and lines become one', () => {
  const { glance = '' } = describeValue(`a\nb ${'x'.repeat(500)}`);
  expect(glance.startsWith('a b x')).toBe(true);
  expect(glance.length).toBeLessThan(130);
});
