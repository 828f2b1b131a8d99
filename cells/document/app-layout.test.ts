import { describe, expect, it } from 'vitest';
import { isInputCell, layOutApp, readPlace, withPlace } from './app-layout';
import { parseNotebook } from './parse';
import { serializeNotebook } from './serialize';
import { slidesOf } from './slides';

const file = (cells: string, attributes = '') =>
  `<!doctype html>\n<notebook${attributes}>\n  <title>T</title>\n${cells}\n</notebook>\n`;
const cell = (id: number, source: string, rest = '') =>
  `  <script id="${id}" type="${rest.includes('type=') ? '' : 'module'}"${rest}>\n    ${source}\n  </script>`.replace(
    / type=""/,
    '',
  );
const markdown = (id: number, source: string, rest = '') => cell(id, source, ` type="text/markdown"${rest}`);

describe('the layout of an app', () => {
  it('stands in the file, which comes back byte for byte', () => {
    const html = file(
      [markdown(1, '# A', ' data-layout="0 0 6 4"'), cell(2, '1', ' data-layout="hidden"')].join('\n'),
      ' data-app-inputs="in-place"',
    );
    expect(serializeNotebook(parseNotebook(html))).toBe(html);
    const [first, second] = parseNotebook(html).cells;
    expect([first && readPlace(first), second && readPlace(second)]).toEqual([
      { x: 0, y: 0, w: 6, h: 4 },
      'hidden',
    ]);
  });

  it('takes no nonsense for a place', () => {
    for (const text of ['', 'x', '1 2 3', '0 0 0 1', '8 0 6 1', '-1 0 1 1', '0 0 1 99999', '0 0 1.5 1'])
      expect(readPlace({ attributes: { 'data-layout': text } }), text).toBeUndefined();
    expect(withPlace({ attributes: { a: '1', 'data-layout': '0 0 1 1' } }, undefined)).toEqual({ a: '1' });
  });

  it('reads from top to bottom and left to right; what nobody placed follows below', () => {
    const { cells, isGrid } = layOutApp(
      parseNotebook(
        file(
          [cell(1, '1'), cell(2, '2', ' data-layout="6 0 6 4"'), cell(3, '3', ' data-layout="0 0 6 4"')].join(
            '\n',
          ),
        ),
      ),
    );
    expect(isGrid).toBe(true);
    expect(cells.map(({ cell, place }) => [cell.id, place?.y])).toEqual([
      [3, 0],
      [2, 0],
      [1, 4],
    ]);
  });

  it('gathers inputs on top, unless they are to stay', () => {
    const cells = [cell(1, 'const a = view(Inputs.range())'), cell(2, 'a + 1')].join('\n');
    const ids = ({ inputs }: ReturnType<typeof layOutApp>) => inputs.map(({ id }) => id);
    expect(ids(layOutApp(parseNotebook(file(cells))))).toEqual([1]);
    expect(ids(layOutApp(parseNotebook(file(cells, ' data-app-inputs="in-place"'))))).toEqual([]);
    expect(isInputCell({ kind: 'javascript', source: 'display(view)' })).toBe(false);
  });
});

describe('slides', () => {
  const titles = (...cells: string[]) =>
    slidesOf(parseNotebook(file(cells.join('\n')))).map(({ title }) => title);

  it('begin at headings of the first two levels, with what stands before them', () => {
    expect(
      titles(cell(1, '1'), markdown(2, '# *One*'), markdown(3, '### Below'), markdown(4, '## Two')),
    ).toEqual(['T', 'One', 'Two']);
  });

  it('begin at the highest headings that there are', () => {
    expect(titles(markdown(1, '### A'), markdown(2, '#### b'), markdown(3, '### C'))).toEqual(['A', 'C']);
    expect(titles(cell(1, '1'))).toEqual(['T']);
    expect(titles()).toEqual([]);
  });

  it('keep notes apart', () => {
    const [slide] = slidesOf(
      parseNotebook(file([markdown(1, '# A'), markdown(2, 'say this', ' data-notes')].join('\n'))),
    );
    expect(slide?.notes.map(({ id }) => id)).toEqual([2]);
    expect(slide?.cells.map(({ id }) => id)).toEqual([1]);
  });
});
