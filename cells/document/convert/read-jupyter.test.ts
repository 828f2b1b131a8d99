import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseNotebook } from '../parse';
import { serializeNotebook } from '../serialize';
import { readJupyter } from './read-jupyter';
import { writeJupyter } from './write-jupyter';

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../../tests/fixtures/jupyter', name), 'utf8');
const inCode = (source: string, outputs: readonly unknown[] = []) =>
  JSON.stringify({
    nbformat: 4,
    metadata: {},
    cells: [{ cell_type: 'code', metadata: {}, source, outputs }],
  });

describe('a Jupyter notebook', () => {
  const { notebook, notes } = readJupyter(fixture('cities.ipynb'), 'cities.ipynb');
  const [prose, table, tableOut, plot, plotOut, print, printOut, failing, error, raw, bash, figure] =
    notebook.cells;

  it('becomes text cells, each followed by what it had shown', () => {
    expect(notebook.title).toBe('Cities — 都市 🚲');
    expect(notebook.cells.map(({ kind, attributes }) => [kind, attributes['data-was']])).toEqual([
      ['markdown', undefined],
      ['markdown', 'python'],
      ['html', 'output'],
      ['markdown', 'python'],
      ['html', 'output'],
      ['markdown', 'python'],
      ['html', 'output'],
      ['markdown', 'python'],
      ['html', 'output'],
      ['markdown', undefined],
      ['markdown', 'bash'],
      ['markdown', 'python'],
    ]);
    expect(notes).toEqual([
      '5 Python cells kept as text, with what they had shown.',
      '1 Bash cell kept as text, with what it had shown.',
      '1 output kept in a plainer form, without scripts.',
    ]);
  });

  it('keeps prose with its pictures, and computes nothing in it', () => {
    expect(prose?.source).toMatch(
      /A cost of \\\$\{x\} and `\\\$\{y\}`\.\n\n!\[a dot\]\(data:image\/png;base64,i/,
    );
    expect(print?.source).toContain("print(f'\\${i}')");
    expect(raw?.source).toBe('```restructuredtext\n.. note:: raw\n```');
    expect(bash?.source).toBe('```bash\n%%bash\nls -l\n```');
    expect(table?.source).toMatch(/^```python\nimport pandas as pd\n/);
  });

  it('keeps tables, pictures, text and errors', () => {
    expect(tableOut?.source).toMatch(/<table[^>]*>[\s\S]*<td>Zürich<\/td>[\s\S]*東京[\s\S]*&lt;b&gt;/);
    expect(tableOut?.source).not.toContain('<style');
    expect(plot?.source).toContain('plt.plot');
    expect(plotOut?.source).toMatch(
      /<pre[^>]*>\[&lt;matplotlib.*<\/pre>\n<img src="data:image\/png;base64,[^"]+" alt="<Figure/,
    );
    expect(printOut?.source).toBe(
      '<pre style="white-space: pre-wrap">&#36;{i}\nmore</pre>\n<pre style="white-space: pre-wrap; color: var(--stale)">a warning &lt;here&gt;</pre>',
    );
    expect(failing?.source).toContain("df['nope']");
    expect(error?.source).toMatch(
      /color: var\(--failed\)">-+\nKeyError Traceback[\s\S]*KeyError: 'nope'<\/pre>$/,
    );
    expect(figure?.source).toContain('fig.show()');
  });

  it('is a notebook file that reads back', () => {
    expect(parseNotebook(serializeNotebook(notebook))).toEqual(notebook);
  });

  it('comes back from our own export as it was, with what was changed in Jupyter', () => {
    const written = writeJupyter(notebook, []);
    expect(readJupyter(written, 'x.ipynb').notebook).toEqual(notebook);
    const file = JSON.parse(written);
    expect(file.cells[1]).toMatchObject({ cell_type: 'code', id: 'cell-2' });
    expect(file.cells[1].source).toMatch(/^import pandas as pd\n/);
    file.cells[1].source = ['x = 1\n', 'x'];
    file.cells.splice(1, 0, { cell_type: 'markdown', metadata: {}, source: 'New' });
    const again = readJupyter(JSON.stringify(file), 'x.ipynb').notebook;
    expect(again.cells.slice(0, 3).map(({ id, source }) => [id, source.slice(0, 20)])).toEqual([
      [1, prose?.source.slice(0, 20)],
      [13, 'New'],
      [2, '```python\nx = 1\nx\n``'],
    ]);
  });
});

it('reads format 3', () => {
  const { notebook } = readJupyter(fixture('old.ipynb'), 'old.ipynb');
  expect(notebook.title).toBe('Old one');
  expect(notebook.cells.map(({ source }) => source.replace(/base64,[^"]*/, 'base64,…'))).toEqual([
    '## A heading',
    'Some *prose*.',
    '```python\n2 ** 10\nplot()\n```',
    [
      '<pre style="white-space: pre-wrap">1024</pre>',
      '<img src="data:image/png;base64,…" alt="<fig>" style="max-width: 100%">',
      '<pre style="white-space: pre-wrap; color: var(--stale)">careful</pre>',
      `<pre style="white-space: pre-wrap; color: var(--failed)">NameError: name 'x' is not defined</pre>`,
    ].join('\n'),
  ]);
});

it('keeps nothing of a stranger that could do something', () => {
  const html = `<p onclick="x()" style="color: red; background: url(//x)">a<script>b()</script><a href="javascript:c()">d</a>
    <img src="https://x/y.png"><svg><svg></svg><script>e()</script></svg><iframe srcdoc="<b>"></iframe><td>f & g &lt; h`;
  const { notebook } = readJupyter(
    inCode('1', [{ output_type: 'display_data', data: { 'text/html': html } }]),
    'x.ipynb',
  );
  expect(notebook.cells[1]?.source.replace(/\s+/g, ' ')).toBe(
    '<p style="color: red">a<a>d</a> <img><td>f & g &lt; h</td></p>',
  );
});

it('leaves out outputs that no save could carry, and says so', () => {
  const text = 'x'.repeat(150_000);
  const picture = 'A'.repeat(15_000_000);
  const show = (data: object) => [{ output_type: 'display_data', data }];
  const file = JSON.parse(inCode('1', show({ 'text/plain': text })));
  for (const _ of [1, 2])
    file.cells.push({ cell_type: 'code', source: '2', outputs: show({ 'image/png': picture }) });
  const { notebook, notes } = readJupyter(JSON.stringify(file), 'x.ipynb');
  expect(notebook.cells[1]?.source).toContain('… 50000 more characters were left out');
  expect(notebook.cells).toHaveLength(5);
  expect(notes).toContain('Outputs of 1 cell left out: together they have more than 20 MB.');
});

it('refuses what it cannot read, and says what to do', () => {
  const refusal = (json: string) => {
    try {
      readJupyter(json, 'x.ipynb');
    } catch (error) {
      return String(error);
    }
    return undefined;
  };
  expect(refusal('{"nbformat": 2, "worksheets": []}')).toContain(
    'jupyter nbconvert --to notebook --nbformat 4',
  );
  expect(refusal('{"nbformat": 5}')).toContain("Jupyter's format 5; 3 and 4 are read");
  expect(refusal('{"a": 1}')).toContain('names no "nbformat"');
  expect(refusal('{"nbformat": 4, "cells": [')).toContain('not whole JSON');
  expect(refusal('<<<<<<< HEAD\n{}')).toContain('unfinished merge');
  expect(refusal('{"nbformat": 4, "cells": [{"cell_type": 7}]}')).toContain('cells.0.cell_type');
});
