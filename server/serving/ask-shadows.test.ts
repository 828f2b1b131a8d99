import { expect, test } from 'vitest';
import { createShadows, type Shadowed } from './ask-shadows';

const shadowed = (id: string, bytes: number): Shadowed => ({
  ...{ model: 'line', deployment: 'front', version: 2, split: 1, id, answers: [], oneOf: 1 },
  rows: [{ picture: 'x'.repeat(bytes) }],
});

test('a shadow that is behind drops what would take too much memory, however few the requests', async () => {
  const answered: string[] = [];
  const dropped: string[] = [];
  const shadows = createShadows({
    answer: async ({ id }) => void answered.push(id),
    drop: ({ id }) => void dropped.push(id),
  });
  const megabytes = 1024 ** 2;
  for (const [id, size] of [
    ['a', 30],
    ['b', 30],
    ['c', 10],
    ['d', 1],
  ] as const)
    shadows.ask(shadowed(id, size * megabytes));
  await shadows.settled();
  expect([answered, dropped]).toEqual([['a', 'b', 'd'], ['c']]);
  // What was answered leaves its room to others.
  shadows.ask(shadowed('e', 60 * megabytes));
  await shadows.settled();
  expect(answered.at(-1)).toBe('e');
});
