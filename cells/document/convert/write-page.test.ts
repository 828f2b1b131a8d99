import { describe, expect, it } from 'vitest';
import { createCell, createNotebook } from '../create';
import { readJupyter } from './read-jupyter';
import { writeJupyter } from './write-jupyter';
import { writePage } from './write-page';

const themes = { light: '--paper: #fff; --ink: #111', dark: '--paper: #000; --ink: #eee' };
const at = new Date('2026-03-01T10:00:00Z');
const frozen = (inner: string) =>
  `<style>.a { color: var(--ink); }</style><div style="font-size: 17px; color: rgb(1, 2, 3); --ink: #111; --own: 3px">${inner}</div>`;
const notebook = createNotebook({
  title: 'A < B',
  cells: [
    createCell({ id: 1, kind: 'markdown', source: 'Prose' }),
    createCell({ id: 2, kind: 'sql', source: 'SELECT 1 < 2', output: 'rides' }),
    createCell({ id: 3, kind: 'javascript', source: 'draw()' }),
    createCell({ id: 4, kind: 'javascript', source: 'broken(' }),
    createCell({ id: 5, kind: 'javascript', source: 'secret()', hidden: true }),
    createCell({ id: 6, kind: 'train', source: '{}', output: 'model' }),
    createCell({ id: 7, kind: 'html', source: '<b>${n}</b>' }),
  ],
});
const output = (cellId: number, html: string, more: object = {}) => ({
  cellId,
  html,
  text: `text ${cellId}`,
  ...more,
});
const outputs = [
  output(1, frozen('<p>Prose</p>')),
  output(2, frozen('<table><tr><td>true</td></tr></table>')),
  output(3, frozen('<svg></svg>')),
  output(4, '', { error: 'SyntaxError: it ends' }),
  output(5, frozen('not to be seen')),
  output(6, '<div style=""></div>', { state: 'stale' }),
  output(7, frozen('<b>3</b>')),
];

describe('a page with outputs', () => {
  const page = writePage(notebook, { outputs, drawnIn: 'dark', themes, at });

  it('lets nothing run or load, before anything that a cell made', () => {
    expect(page.indexOf("default-src 'none'")).toBeLessThan(page.indexOf('<title>A &lt; B</title>'));
    expect(page).not.toContain('<script');
  });

  it('folds code and shows outputs in the reader’s colours', () => {
    expect(page).toContain(
      '<details class="cellar-code"><summary>SQL · rides</summary><pre><code>SELECT 1 &lt; 2</code></pre></details>',
    );
    expect(page).toContain('<div style="font-size: 17px; --own: 3px"><table>');
    expect(page).toContain('prefers-color-scheme: dark) { :root { --paper: #000; --ink: #eee } }');
  });

  it('keeps what was drawn on the paper that it was drawn for', () => {
    expect(page).toMatch(/<div class="cellar-output cellar-drawn">.*color: rgb\(1, 2, 3\).*<svg>/);
    expect(page).toContain('.cellar-drawn { background: #000; color-scheme: dark;');
  });

  it('shows a table in the reader’s colours, without what would do nothing', () => {
    const table = output(
      2,
      frozen('<div role="grid"><svg></svg></div><footer><button>Find</button></footer>'),
    );
    const shown = writePage(notebook, { outputs: [table], drawnIn: 'dark', themes, at });
    expect(shown).not.toContain('<div class="cellar-output cellar-drawn">');
    expect(shown).toContain('[role="grid"] ~ footer button { display: none; }');
  });

  it('says what failed and what had not run, and keeps hidden outputs out', () => {
    expect(page).toContain('<pre class="cellar-error">✕ SyntaxError: it ends</pre>');
    expect(page).toMatch(/<section id="cell-6">[\s\S]*This cell had not run/);
    expect(page).not.toContain('not to be seen');
    expect(page).toContain('Outputs as they stood on 2026-03-01 10:00 UTC.');
  });
});

it('a Jupyter notebook of ours carries the outputs, and comes back the same', () => {
  const written = writeJupyter(notebook, outputs);
  expect(readJupyter(written, 'x.ipynb').notebook).toEqual(notebook);
  const file = JSON.parse(written);
  expect([file.nbformat, file.nbformat_minor]).toEqual([4, 5]);
  expect(
    file.cells.map(({ cell_type, outputs }: { cell_type: string; outputs?: unknown[] }) => [
      cell_type,
      outputs?.length,
    ]),
  ).toEqual([
    ['markdown', undefined],
    ['code', 1],
    ['code', 1],
    ['code', 1],
    ['code', 0],
    ['code', 1],
    ['code', 1],
  ]);
  expect(file.cells[3].outputs[0]).toMatchObject({ output_type: 'error', ename: 'SyntaxError' });
});
