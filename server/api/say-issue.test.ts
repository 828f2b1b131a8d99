import { expect, test } from 'vitest';
import { z } from 'zod';
import { recipients } from '../services/schedules/schedule-input';
import { sayIssue } from './say-issue';

const refuse = (schema: z.ZodType, input: unknown) => sayIssue(schema.safeParse(input).error?.issues[0]);

test('our own words stand alone, deeper ones and those of the library with their place', () => {
  const name = z.string().min(1, 'A data set needs a name');
  expect(refuse(z.object({ name }), { name: '' })).toBe('A data set needs a name.');
  expect(refuse(z.object({ sets: z.array(z.object({ name })) }), { sets: [{ name: '' }] })).toBe(
    'A data set needs a name (sets.0.name).',
  );
  expect(refuse(z.object({ limit: z.number() }), { limit: 'x' })).toBe(
    'Invalid input: expected number, received string at limit.',
  );
});

test('of many addresses the wrong one is named', () => {
  expect(refuse(z.object({ recipients }), { recipients: ['ada@example.org', 'grace'] })).toBe(
    '“grace” is no mail address; write one such as ada@example.org, @owners, @editors, or =name for a cell that gives addresses.',
  );
});
