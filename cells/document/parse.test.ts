import { expect, test } from 'vitest';
import { NotebookSyntaxError, parseNotebook } from './parse';
import { serializeNotebook } from './serialize';

const open = (cells: string, head = '') =>
  parseNotebook(`<!doctype html>\n${head}<notebook>${cells}</notebook>`);

test('ids that are missing, odd or repeated are renumbered as Notebook Kit does', () => {
  const ids = ['', 'id="5"', 'id="5"', 'id="x"', 'id="-1"', 'id="2.7"', 'id="1e2"', 'id="Infinity"', 'id'];
  const { cells } = open(ids.map((id) => `<script ${id}>1</script>`).join('\n'));
  expect(cells.map((cell) => cell.id)).toEqual([1, 5, 6, 7, 8, 2, 100, 101, 102]);
});

test('a script without a type is javascript; a type that we do not run is kept', () => {
  const { cells } = open(
    '<script>1</script><script type="text/x-r">x</script><script type=text/markdown># a</script>',
  );
  expect(cells.map(({ kind, type }) => [kind, type])).toEqual([
    ['javascript', 'module'],
    ['unsupported', 'text/x-r'],
    ['markdown', 'text/markdown'],
  ]);
});

test('written by hand: any quoting and case, text and elements around, more indentation, line ends of Windows', () => {
  const { title, cells, attributes } = parseNotebook(
    `<HTML><head><meta charset=utf-8><TITLE>Caf&eacute; &amp; &#233;&#x1F600; &quot;x&quot;</TITLE><script>outside()</script></head>
     <!-- <notebook> a comment --> text < 3 & more
     <style>notebook > script { }</style>
     <notebook theme='dark' ReadOnly data-a=b/c>
       hello <b>there</b> <br/>
       <Script ID = 7 TYPE='module' Pinned data-x>\r\n        const a = 1;\r\n      const b = 2;\r\n      </sCRIPT >
     </notebook>
     <script>after()</script>`,
  );
  expect(title).toBe('Caf&eacute; & é😀 "x"');
  expect(attributes).toEqual({ theme: 'dark', readonly: '', 'data-a': 'b/c' });
  expect(cells).toEqual([
    {
      id: 7,
      kind: 'javascript',
      type: 'module',
      source: '    const a = 1;\n  const b = 2;',
      pinned: true,
      hidden: false,
      attributes: { 'data-x': '' },
    },
  ]);
});

test('a run mode that does not exist is kept as it is, and means none', () => {
  const { cells } = open('<script id="1" data-run="sometimes">1</script>');
  expect(cells[0]?.run).toBeUndefined();
  expect(cells[0]?.attributes).toEqual({ 'data-run': 'sometimes' });
});

test('an attribute named like a property of objects is an attribute', () => {
  const html = serializeNotebook(open('<script id="1" __proto__="a" constructor="b">1</script>'));
  expect(html).toContain('__proto__="a" constructor="b"');
});

test.each([
  ['', /no <notebook> element \(line 1\)/],
  ['<p>just a page</p>', /no <notebook> element/],
  ['<notebook>\n\n<script>\nconst a = 1;\n</notebook>', /<script> is never closed \(line 3\)/],
  ['<notebook>\n<title>x', /<title> is never closed \(line 2\)/],
  ['<notebook\n', /<notebook has no ">" \(line 1\)/],
  ['<notebook>\n<script id="1', /value of id in <script> is never closed \(line 2\)/],
  ['<notebook>\n\n<!-- x', /comment is never closed \(line 3\)/],
  ['<notebook><script>1</script', /<script> is never closed/],
])('what cannot be read says what and where: %j', (html, message) => {
  expect(() => parseNotebook(html)).toThrow(message);
  expect(() => parseNotebook(html)).toThrow(NotebookSyntaxError);
});

test('odd bytes are text', () => {
  const source = '\u0000\ud800 \u2028 \ufeff';
  const notebook = open('');
  const cell = {
    id: 1,
    kind: 'javascript',
    type: 'module',
    source,
    pinned: false,
    hidden: false,
    attributes: {},
  } as const;
  expect(parseNotebook(serializeNotebook({ ...notebook, cells: [cell] })).cells[0]?.source).toBe(source);
});

test('time grows with the length, also for hostile text: 50 MB are read', { timeout: 60_000 }, () => {
  const big = 'x < y && "<b>" </p> <!-- \n'.repeat(2_000_000);
  const notebook = open(`<script id="1">\n${big}</script>`);
  expect(notebook.cells[0]?.source.length).toBeGreaterThan(50_000_000);
  const many = open('<script>1</script>'.repeat(200_000));
  expect(many.cells).toHaveLength(200_000);
  for (const hostile of [
    '<',
    '<a ',
    '<a b',
    '<!',
    '</',
    '<a b="',
    '<a =',
    "<a b='c' ",
    '<script',
    '<!--',
    '&#1',
  ]) {
    const text = hostile.repeat(200_000);
    try {
      parseNotebook(text);
    } catch (error) {
      expect(error).toBeInstanceOf(NotebookSyntaxError);
    }
  }
});
