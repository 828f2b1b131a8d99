import { expect, test } from 'vitest';
import { readWords } from './comment-words';

const read = (text: string, ...mentions: string[]) =>
  readWords(text, mentions).map(({ kind, text: words }) => (kind === 'text' ? words : `${kind}:${words}`));

test('the little of Markdown that comments have', () => {
  expect(read('**No**, use `a * b * c`, *please*: https://example.org/x_y.')).toEqual([
    'strong:No',
    ', use ',
    'code:a * b * c',
    ', ',
    'emphasis:please',
    ': ',
    'link:https://example.org/x_y',
    '.',
  ]);
});

test('anything else is text: markup, formulas, addresses of other kinds', () => {
  expect(read('<b>2*3*4</b> javascript:alert(1)')).toEqual(['<b>2*3*4</b> javascript:alert(1)']);
});

test('names that are called stand out, but not in code', () => {
  expect(read('@ada lovelace and `@Ada Lovelace`', 'Ada Lovelace')).toEqual([
    'mention:@ada lovelace',
    ' and ',
    'code:@Ada Lovelace',
  ]);
});
