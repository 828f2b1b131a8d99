import { expect, test } from 'vitest';
import { dayIn, endOfDay, startOfDay } from './zoned-day';

test.each([
  ['2026-01-31', 'UTC', '2026-01-31T00:00:00.000Z', '2026-01-31T23:59:59.999Z'],
  ['2026-07-01', 'Europe/Berlin', '2026-06-30T22:00:00.000Z', '2026-07-01T21:59:59.999Z'],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29T21:59:59.999Z'],
  ['2026-10-25', 'America/New_York', '2026-10-25T04:00:00.000Z', '2026-10-26T03:59:59.999Z'],
])('%s in %s', (day, timeZone, start, end) => {
  expect(startOfDay(day, timeZone)).toBe(start);
  expect(endOfDay(day, timeZone)).toBe(end);
  expect(dayIn(start, timeZone)).toBe(day);
  expect(dayIn(end, timeZone)).toBe(day);
});

test('half a day, or half a time zone, is none yet', () => {
  expect(startOfDay('', 'UTC')).toBeNull();
  expect(startOfDay('2026-01-31', 'Europe/Be')).toBeNull();
  expect(dayIn('2026-01-31T00:00:00Z', 'Europe/Be')).toBe('');
});
