import { describe, expect, test } from 'vitest';
import { checkTiming, dueTimes, nextDueTimes, type Timing } from './due-times';

const holidays = {
  days: [
    { date: '12-25', label: 'Christmas' },
    { date: '12-26', label: 'Boxing Day' },
    { date: '2026-04-03', label: 'Good Friday' },
  ],
  weekends: false,
};
const daily: Timing = { cron: '0 7 * * *', timeZone: 'Europe/Berlin' };
const days = (timing: Timing, after: string, count: number) =>
  nextDueTimes(timing, new Date(after), count).map((at) => at.toISOString().slice(0, 16));

describe('days off', () => {
  test('are left out, those of every year too', () => {
    expect(days({ ...daily, daysOff: holidays }, '2026-12-24T00:00Z', 3)).toEqual([
      '2026-12-24T06:00',
      '2026-12-27T06:00',
      '2026-12-28T06:00',
    ]);
    expect(days({ ...daily, daysOff: holidays }, '2027-12-24T12:00Z', 1)).toEqual(['2027-12-27T06:00']);
  });

  test('are days of the schedule’s own clock', () => {
    // 23:30 in Los Angeles on Christmas Eve is Christmas Day in UTC.
    const late: Timing = { cron: '30 23 * * *', timeZone: 'America/Los_Angeles', daysOff: holidays };
    expect(days(late, '2026-12-24T12:00Z', 2)).toEqual(['2026-12-25T07:30', '2026-12-28T07:30']);
  });

  test('what is due on one comes on the next working day, and once with what is due there', () => {
    const timing: Timing = { ...daily, daysOff: { ...holidays, weekends: true }, onDayOff: 'next-day' };
    // Christmas 2026 is a Friday: 25 to 27 December come on Monday 28, together with its own.
    expect(days(timing, '2026-12-24T12:00Z', 2)).toEqual(['2026-12-28T06:00', '2026-12-29T06:00']);
    const fridays: Timing = { ...timing, cron: '0 7 * * 5' };
    expect(days(fridays, '2026-12-20T12:00Z', 2)).toEqual(['2026-12-28T06:00', '2027-01-01T06:00']);
    expect(days(fridays, '2026-12-26T12:00Z', 1)).toEqual(['2026-12-28T06:00']);
  });

  test('a moved time keeps its hour through the change to summer time', () => {
    const sundays: Timing = {
      ...daily,
      cron: '0 7 * * 0',
      daysOff: { days: [], weekends: true },
      onDayOff: 'next-day',
    };
    expect(days(sundays, '2026-03-21T12:00Z', 2)).toEqual(['2026-03-23T06:00', '2026-03-30T05:00']);
  });

  test('a rule of every minute is not searched minute by minute through a week off', () => {
    const week = Array.from({ length: 7 }, (_, i) => ({ date: `2026-07-0${i + 1}`, label: '' }));
    const timing: Timing = { cron: '* * * * *', timeZone: 'UTC', daysOff: { days: week, weekends: false } };
    expect(days(timing, '2026-06-30T23:59:30Z', 1)).toEqual(['2026-07-08T00:00']);
  });
});

test('nothing is due before the start or after the end', () => {
  const timing: Timing = {
    ...daily,
    startsAt: new Date('2026-03-10T06:00Z'),
    endsAt: new Date('2026-03-12T06:00Z'),
  };
  expect(days(timing, '2026-01-01T00:00Z', 9)).toEqual([
    '2026-03-10T06:00',
    '2026-03-11T06:00',
    '2026-03-12T06:00',
  ]);
});

test('the due time before, for the window that a run is about', () => {
  const times = dueTimes({ ...daily, daysOff: holidays });
  expect(times.previous(new Date('2026-12-27T06:00Z'))?.toISOString()).toBe('2026-12-24T06:00:00.000Z');
  expect(times.previous(new Date('2026-12-24T06:00Z'))?.toISOString()).toBe('2026-12-23T06:00:00.000Z');
});

describe('what can never run is refused', () => {
  const now = new Date('2026-01-01T00:00Z');
  test.each<[string, Partial<Timing>, string]>([
    ['an end in the past', { endsAt: new Date('2025-01-01') }, 'has passed'],
    [
      'an end before the start',
      { startsAt: new Date('2027-01-02'), endsAt: new Date('2027-01-01') },
      'ends before',
    ],
    ['an end before the first time', { cron: '0 7 1 6 *', endsAt: new Date('2026-02-01') }, 'never run'],
    [
      'only weekends, with weekends off',
      { cron: '0 7 * * 6', daysOff: { days: [], weekends: true } },
      'never run',
    ],
    [
      'every minute, moved',
      { cron: '* * * * *', daysOff: { days: [], weekends: true }, onDayOff: 'next-day' },
      'cannot be moved',
    ],
  ])('%s', (_, changes, reason) => {
    expect(() => checkTiming({ ...daily, ...changes }, now)).toThrow(reason);
  });
});
