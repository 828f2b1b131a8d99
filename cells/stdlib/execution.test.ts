import { expect, test } from 'vitest';
import { createExecution } from './execution';

test('a run by itself is about the time since the due time before', () => {
  const facts = { dueAt: '2012-05-02T07:00:00.000Z', from: '2012-05-01T07:00:00.000Z', trigger: 'backfill' };
  const execution = createExecution({ execution: facts });
  expect(execution.dueAt.toISOString()).toBe(facts.dueAt);
  expect(execution.from.toISOString()).toBe(facts.from);
  expect(execution).toMatchObject({ to: execution.dueAt, trigger: 'backfill' });
});

test('in a tab it is about the day until now', () => {
  const now = new Date('2012-05-02T07:00:00.000Z');
  const execution = createExecution({}, () => now);
  expect(execution).toMatchObject({ dueAt: now, trigger: 'tab' });
  expect(execution.to.getTime() - execution.from.getTime()).toBe(24 * 3_600_000);
});
