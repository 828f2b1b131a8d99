import { describe, expect, test } from 'vitest';
import { inWords } from './cron';
import { checkTiming } from './due-times';
import { isWords, parseWords, wordExamples } from './plain-words';

test.each([
  ['every weekday at 7:30', '30 7 * * 1-5'],
  ['every 15 minutes between 8 and 18', '*/15 8-17 * * *'],
  ['first Monday of the month at 9', '0 9 * * 1#1'],
  ['Every day at 7', '0 7 * * *'],
  ['daily at 6.45', '45 6 * * *'],
  ['at 7:00 and 19:00', '0 7,19 * * *'],
  ['every day at noon', '0 12 * * *'],
  ['every Monday and Thursday at 18:00', '0 18 * * 1,4'],
  ['on Mondays, Tuesdays and Fridays at 6pm', '0 18 * * 1,2,5'],
  ['Monday to Friday at 7:30 am', '30 7 * * 1-5'],
  ['Friday to Sunday at 10', '0 10 * * 0,5,6'],
  ['every weekend at 10:15', '15 10 * * 0,6'],
  ['every hour', '0 * * * *'],
  ['hourly', '0 * * * *'],
  ['every hour between 8 and 18', '0 8-18 * * *'],
  ['every 2 hours from 8 to 18 on weekdays', '0 8-18/2 * * 1-5'],
  ['every half hour', '*/30 * * * *'],
  ['every minute', '* * * * *'],
  ['every 5 minutes on Saturdays', '*/5 * * * 6'],
  ['on the 1st and 15th at 6', '0 6 1,15 * *'],
  ['on the 1st of every month at 6', '0 6 1 * *'],
  ['monthly at 8', '0 8 1 * *'],
  ['last day of the month at 23:30', '30 23 L * *'],
  ['last working day of the month at 17:00', '0 17 LW * *'],
  ['first working day of each month at 7', '0 7 1W * *'],
  ['last Friday of the month at 16:00', '0 16 * * 5L'],
  ['every quarter at 8', '0 8 1 1,4,7,10 *'],
  ['on 24 December at 9', '0 9 24 12 *'],
  ['every Monday in July at 8', '0 8 * 7 1'],
])('%s: %s', (words, cron) => {
  expect(isWords(words)).toBe(true);
  expect(parseWords(words)).toBe(cron);
  checkTiming({ cron, timeZone: 'UTC' }, new Date('2026-01-01'));
  expect(inWords({ cron, timeZone: 'UTC' })).not.toBe('');
});

test('every example is understood', () => {
  for (const words of wordExamples) expect(parseWords(words)).toMatch(/^\S+ \S+ \S+ \S+ \S+$/);
});

test.each(['0 7 * * 1', '0 7 * * MON-FRI', '*/15 8-18 * JAN *', '0 9 LW * *'])('%s is cron', (cron) =>
  expect(isWords(cron)).toBe(false),
);

describe('what is not understood is refused with its reason and examples', () => {
  test.each([
    ['every full moon at 7', '“full moon” is not understood'],
    ['every second Monday at 7', 'not understood'],
    ['every weekday', 'it says no time of day'],
    ['every morning at 25:00', '“25:00” is no time of day'],
    ['every 7 minutes', 'cannot be parted into steps of 7'],
    ['every 15 minutes between 8:30 and 18', 'full hour'],
    ['every hour between 18 and 8', 'ends before it begins'],
    ['every day at 7:00 and 19:30', 'share their minute'],
    ['on the 45th at 7', 'not understood'],
    ['every weekday 7:30', 'write “at” before the time'],
  ])('%s', (words, reason) => {
    expect(() => parseWords(words)).toThrow(reason);
    expect(() => parseWords(words)).toThrow('every weekday at 7:30');
  });
});
