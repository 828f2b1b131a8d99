import { expect, test } from 'vitest';
import { addressOf, type Choice, readChoice } from './use-choice';

test('what the list shows goes into the address and comes back from it', () => {
  const choice: Choice = {
    isTrash: false,
    folder: 'Team/Über uns',
    tags: ['weekly', 'a&b'],
    by: 'local',
    kind: 'own',
    sort: 'title',
    text: 'sum(cnt) = 1',
  };
  expect(readChoice(new URL(addressOf(choice), 'http://cellar').searchParams)).toEqual(choice);
  expect(addressOf({})).toBe('/notebooks');
});
