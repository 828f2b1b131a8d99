import { expect, test } from 'vitest';
import { findMentions } from './find-mentions';

const names = ['Ada', 'Ada Lovelace', 'Jörg', 'You'];

test('a known name is called by an @, the longest that fits', () => {
  expect(findMentions('@ada lovelace, could you and @Jörg look?', names)).toEqual(['Ada Lovelace', 'Jörg']);
  expect(findMentions('@Adam is somebody else, and so is a@Ada', names)).toEqual([]);
});

test('an address is called as it is, each once', () => {
  expect(findMentions('(@grace@example.org) and again @grace@example.org.', names)).toEqual([
    'grace@example.org',
  ]);
});
