import { expect, it } from 'vitest';
import { scrollHeight, scrollTopOf, tallest, topRow } from './scroll-position';

const small = { rows: 1000, rowHeight: 28, viewHeight: 280 };
const large = { rows: 10_000_000, rowHeight: 28, viewHeight: 280 };

it('scrolls small tables pixel by pixel', () => {
  expect(scrollHeight(small)).toBe(28_000);
  expect(topRow(0, small)).toBe(0);
  expect(topRow(280, small)).toBeCloseTo(10);
  expect(topRow(28_000 - 280, small)).toBe(990);
});

it('reaches every row of ten million', () => {
  expect(scrollHeight(large)).toBe(tallest);
  expect(topRow(tallest - 280, large)).toBe(9_999_990);
  for (const top of [0, 1, 4_999_999.5, 9_999_990])
    expect(topRow(scrollTopOf(top, large), large)).toBeCloseTo(top, 3);
});

it('stands still when all rows are in view', () => {
  const few = { rows: 5, rowHeight: 28, viewHeight: 280 };
  expect(topRow(0, few)).toBe(0);
  expect(scrollTopOf(3, few)).toBe(0);
});
