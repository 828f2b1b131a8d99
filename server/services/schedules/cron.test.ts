import { describe, expect, test } from 'vitest';
import { inWords } from './cron';
import { checkTiming, nextDueTimes as nextDues } from './due-times';

const berlin = (cron: string) => ({ cron, timeZone: 'Europe/Berlin' });
const iso = (dates: readonly Date[]) => dates.map((date) => date.toISOString());

describe('daylight saving', () => {
  test('a time that the clock skips runs as much later as it jumped', () => {
    // On 29 March 2026, 2:00 became 3:00 in Berlin.
    expect(iso(nextDues(berlin('30 2 * * *'), new Date('2026-03-27T12:00Z'), 3))).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
  });

  test('a time that comes twice runs once', () => {
    // On 25 October 2026, 3:00 became 2:00 again in Berlin.
    expect(iso(nextDues(berlin('30 2 * * *'), new Date('2026-10-24T12:00Z'), 2))).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  test('every half hour is every half hour, through both', () => {
    const halves = nextDues(berlin('*/30 * * * *'), new Date('2026-10-24T22:10Z'), 12);
    for (let i = 1; i < halves.length; i++)
      expect((halves[i]?.getTime() ?? 0) - (halves[i - 1]?.getTime() ?? 0)).toBe(30 * 60_000);
  });
});

describe('nonsense is refused with an example', () => {
  const now = new Date('2026-01-01T00:00Z');
  test.each([
    ['every morning', 'needs five fields'],
    ['61 * * * *', 'invalid value for minute'],
    ['0 0 7 * * *', 'needs five fields'],
    ['0 25 * * *', 'invalid value for hour'],
    ['0 0 30 2 *', 'never comes'],
  ])('%s', (cron, reason) => {
    expect(() => checkTiming(berlin(cron), now)).toThrow(reason);
    expect(() => checkTiming(berlin(cron), now)).toThrow('For example');
  });

  test('a time zone that is none', () => {
    expect(() => nextDues({ cron: '0 7 * * *', timeZone: 'Mars/Phobos' }, now, 1)).toThrow(
      '“Mars/Phobos” is not a time zone',
    );
  });
});

test('says a rule in words', () => {
  expect(inWords(berlin('0 7 * * 1'))).toBe('At 07:00, only on Monday');
  expect(inWords(berlin('*/15 8-18 * * 1-5'))).toBe(
    'Every 15 minutes, between 08:00 and 18:59, Monday through Friday',
  );
});
