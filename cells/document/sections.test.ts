import { expect, test } from 'vitest';
import { createCell, createNotebook } from './create';
import { foldedAttribute, foldedAway, headingLevel, sectionBelow } from './sections';

const notebook = (...cells: (string | { heading: string; folded?: boolean })[]) =>
  createNotebook({
    cells: cells.map((one, i) => {
      if (typeof one === 'string') return createCell({ id: i + 1, kind: 'javascript', source: one });
      const attributes: Record<string, string> = one.folded ? { [foldedAttribute]: '' } : {};
      return createCell({ id: i + 1, kind: 'markdown', source: one.heading, attributes });
    }),
  });

test('a section goes on to the next heading of its level or above', () => {
  const book = notebook({ heading: '# A' }, 'a', { heading: '## B' }, 'b', { heading: '## C' }, 'c', {
    heading: '# D',
  });
  expect(sectionBelow(book, 1)).toEqual([2, 3, 4, 5, 6]);
  expect(sectionBelow(book, 3)).toEqual([4]);
  expect(sectionBelow(book, 5)).toEqual([6]);
  expect(sectionBelow(book, 7)).toEqual([]);
  expect(sectionBelow(book, 2)).toEqual([]);
  expect(sectionBelow(book, 99)).toEqual([]);
});

test('what a folded heading hides, inner folds too', () => {
  const book = notebook({ heading: '# A', folded: true }, 'a', { heading: '## B', folded: true }, 'b', {
    heading: '# C',
  });
  expect([...foldedAway(book)]).toEqual([
    [2, 1],
    [3, 1],
    [4, 1],
  ]);
  expect(foldedAway(notebook('a', { heading: '# B' }, 'c')).size).toBe(0);
});

test('only text that begins with a heading begins a section', () => {
  expect(headingLevel({ kind: 'markdown', source: '\n### Three' })).toBe(3);
  expect(headingLevel({ kind: 'markdown', source: 'text\n# later' })).toBeUndefined();
  expect(headingLevel({ kind: 'markdown', source: '#tag' })).toBeUndefined();
  expect(headingLevel({ kind: 'javascript', source: '# no' })).toBeUndefined();
});
