import { expect, test } from 'vitest';
import { insertPicture } from './insert-picture';

const url = 'data:image/webp;base64,AAAA';

test('in Markdown a picture stands at the cursor, its address at the end', () => {
  const first = insertPicture('Our pier, at noon.', 'markdown', { name: 'pier [1].jpg', url, at: 9 });
  expect(first.source).toBe(`Our pier,![pier  1][picture] at noon.\n\n[picture]: ${url}\n`);
  expect(first.source.slice(0, first.end)).toBe('Our pier,![pier  1][picture]');
  const second = insertPicture(first.source, 'markdown', { name: 'b.png', url, at: first.end });
  expect(second.source).toBe(
    `Our pier,![pier  1][picture]![b][picture-2] at noon.\n\n[picture]: ${url}\n[picture-2]: ${url}\n`,
  );
});

test('without a cursor it is a paragraph of its own; in HTML an element', () => {
  expect(insertPicture('# Title\n', 'markdown', { name: 'a.png', url }).source).toContain(
    '# Title\n\n![a][picture]',
  );
  expect(insertPicture('<p>x</p>', 'html', { name: 'a "b".png', url, at: 3 }).source).toBe(
    `<p><img alt="a  b" src="${url}">x</p>`,
  );
});
