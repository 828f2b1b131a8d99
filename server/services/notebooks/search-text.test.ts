import { expect, test } from 'vitest';
import { previewOf } from './preview-of';
import { termsOf } from './search-terms';

const written = (text: string, ...terms: string[]) => {
  const { line, stretches } = previewOf(text, terms);
  return `${line}: ${stretches.map((one) => (one.isFound ? `[${one.text}]` : one.text)).join('')}`;
};

test('words stand for themselves, what is quoted for one', () => {
  expect(termsOf(' Sum(cnt) FROM  sum(cnt)')).toEqual(['sum(cnt)', 'from']);
  expect(termsOf('"group by" hr "')).toEqual(['group by', 'hr', '"']);
});

test('the line that has the most of them is shown, with each marked', () => {
  expect(written('SELECT hr\n  FROM rides GROUP BY hr', 'from', 'hr')).toBe('2: [FROM] rides GROUP BY [hr]');
  expect(written('aaa', 'aa')).toBe('1: [aa]a');
});

test('of a long line what was found stays in sight', () => {
  const shown = written(`${'x'.repeat(500)} needle ${'y'.repeat(500)}`, 'needle');
  expect(shown).toContain('[needle]');
  expect(shown.length).toBeLessThan(190);
  expect(shown.startsWith('1: … ')).toBe(true);
});
