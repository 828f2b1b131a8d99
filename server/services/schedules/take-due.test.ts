import { describe, expect, test } from 'vitest';
import { dueTimes } from './due-times';
import { jitterOf } from './jitter';
import { type Due, mostMadeUp, takeDue } from './take-due';

const hourly = dueTimes({ cron: '0 * * * *', timeZone: 'UTC' });
const due = (changes: Partial<Due> = {}): Due => ({
  scheduleId: 'one',
  dueAt: new Date('2026-01-05T07:00Z'),
  now: new Date('2026-01-05T07:00:01Z'),
  jitterSeconds: 0,
  missed: 'once',
  ...changes,
});
const hours = (dates: readonly Date[]) => dates.map((at) => at.toISOString().slice(11, 16));

test.each(['once', 'all', 'none'] as const)('in time, %s is one run', (missed) => {
  const { runs, leftOut, next } = takeDue(hourly, due({ missed }));
  expect(hours(runs)).toEqual(['07:00']);
  expect(leftOut).toBeUndefined();
  expect(next?.dueAt.toISOString()).toBe('2026-01-05T08:00:00.000Z');
});

describe('after five hours without a worker', () => {
  const now = new Date('2026-01-05T12:00:30Z');
  test('once: the first stands for all', () => {
    expect(hours(takeDue(hourly, due({ now })).runs)).toEqual(['07:00']);
  });
  test('all: each', () => {
    expect(hours(takeDue(hourly, due({ now, missed: 'all' })).runs)).toEqual([
      '07:00',
      '08:00',
      '09:00',
      '10:00',
      '11:00',
      '12:00',
    ]);
  });
  test('none: what is due now, and how many were left out', () => {
    const { runs, leftOut } = takeDue(hourly, due({ now, missed: 'none' }));
    expect(hours(runs)).toEqual(['12:00']);
    expect(leftOut).toMatchObject({ count: 5, last: new Date('2026-01-05T11:00Z') });
  });
});

test('a year of missed minutes is bounded, and the next time is to come', () => {
  const minutes = dueTimes({ cron: '* * * * *', timeZone: 'UTC' });
  const now = new Date('2027-01-05T07:00:00Z');
  const { runs, leftOut, next } = takeDue(minutes, due({ now, missed: 'all' }));
  expect(runs).toHaveLength(mostMadeUp);
  expect(leftOut?.count).toBe(1000 - mostMadeUp);
  expect(next?.dueAt.toISOString()).toBe('2027-01-05T07:01:00.000Z');
});

test('jitter is the same for the same time, within its bound, and spread', () => {
  const spread = Array.from({ length: 200 }, (_, i) => jitterOf(`s${i}`, due().dueAt, 60));
  expect(jitterOf('s7', due().dueAt, 60)).toBe(spread[7]);
  expect(Math.min(...spread)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...spread)).toBeLessThan(60_000);
  const mean = spread.reduce((sum, one) => sum + one, 0) / spread.length;
  expect(mean).toBeGreaterThan(24_000);
  expect(mean).toBeLessThan(36_000);
});

test('with more jitter than the rule has minutes, each due time still comes once', () => {
  const minutes = dueTimes({ cron: '* * * * *', timeZone: 'UTC' });
  const seen: number[] = [];
  let at: { dueAt: Date; startAt: Date } | null = { dueAt: due().dueAt, startAt: due().dueAt };
  for (let turn = 0; turn < 100 && at; turn += 1) {
    const { runs, next } = takeDue(minutes, {
      ...due({ missed: 'all', jitterSeconds: 300 }),
      ...{ dueAt: at.dueAt, now: at.startAt },
    });
    seen.push(...runs.map((run) => run.getTime()));
    at = next;
  }
  expect(new Set(seen).size).toBe(seen.length);
});
