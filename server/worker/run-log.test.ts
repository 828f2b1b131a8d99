import { expect, test } from 'vitest';
import { executionLog, longestExecutionLog } from '../services/schedules';
import { createRunLog } from './run-log';

const now = () => new Date('2026-01-05T07:00:00Z');

test.each([
  ['few long lines', 1999, 1500],
  ['many short ones', 5000, 1],
  ['more than it keeps of any', 9000, 100_000],
])('a flood keeps its beginning and its end: %s', (_, count, length) => {
  const log = createRunLog({ now });
  for (let i = 1; i <= count; i++) log.write(`${i} ${'x'.repeat(length)}`);
  log.write('finished: 1 cells');
  const text = executionLog.parse(log.text());
  expect(text.length).toBeLessThanOrEqual(longestExecutionLog);
  const lines = text.split('\n');
  expect(lines[0]).toMatch(/^ +0\.0 s {2}1 x/);
  expect(lines.at(-1)).toBe('   0.0 s  finished: 1 cells');
  const left = Number(lines.find((line) => line.startsWith('…'))?.match(/\d+/)?.[0]);
  expect(left + lines.length - 1).toBe(count + 1);
});

test('what fits is kept whole, and has no character that the database refuses', () => {
  const log = createRunLog({ now });
  for (let i = 1; i <= 1500; i++) log.write(`${i} a\0b`);
  expect(log.text().split('\n')).toEqual(
    Array.from({ length: 1500 }, (_, i) => `   0.0 s  ${i + 1} a\ufffdb`),
  );
});
