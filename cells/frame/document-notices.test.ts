import { expect, test } from 'vitest';
import type { Cell } from '@/cells/document/notebook';
import { outlineOf } from './document-notices';

const cell = (part: Partial<Cell>): Cell => ({
  id: 7,
  kind: 'markdown',
  type: 'text/markdown',
  source: '',
  pinned: false,
  hidden: false,
  attributes: {},
  ...part,
});

test('headings of prose are the outline, code is not', () => {
  const source = '# How many bikes at *nine*?\n\ntext # not one\n\n```\n# a comment\n```\n\n### Later ###';
  expect(outlineOf(cell({ source }))).toEqual([
    { cellId: 7, level: 1, text: 'How many bikes at nine?' },
    { cellId: 7, level: 3, text: 'Later' },
  ]);
});

test('html headings and names of other cells stand there too', () => {
  expect(outlineOf(cell({ kind: 'html', source: '<h2 id="x">The <em>model</em></h2>' }))).toEqual([
    { cellId: 7, level: 2, text: 'The model' },
  ]);
  expect(outlineOf(cell({ kind: 'sql', output: 'rides' }))).toEqual([{ cellId: 7, level: 4, text: 'rides' }]);
  expect(outlineOf(cell({ kind: 'javascript', source: '1 + 1' }))).toEqual([]);
});
