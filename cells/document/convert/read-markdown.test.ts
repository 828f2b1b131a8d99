import { describe, expect, it } from 'vitest';
import { createCell, createNotebook } from '../create';
import type { Cell, Notebook } from '../notebook';
import { readMarkdown } from './read-markdown';
import { writeMarkdown } from './write-markdown';

const read = (text: string) => readMarkdown(text, 'folder/page.md').notebook;
const told = (notebook: Notebook) =>
  notebook.cells.map(({ kind, source, output, pinned, hidden }) => ({
    kind,
    source,
    ...(output ? { output } : {}),
    ...(pinned ? { pinned } : {}),
    ...(hidden ? { hidden } : {}),
  }));

describe('Markdown with fenced cells', () => {
  it('is read as Observable Framework means it', () => {
    const notebook = read(
      [
        '---\ntitle: Bikes # really\ntheme: dashboard\ntoc: false\nsql:\n  rides: ./rides.parquet\n---',
        '# Rides\n\nThere are ${n} rides.\n',
        '```js echo\nconst n = 3;\n```\n',
        '```sql id=rides\nSELECT 1\n```\n```sql id=shown display\nSELECT 2\n```',
        '~~~html\n<b>${n}</b>\n~~~\n\n```js run=false echo\nnot()\n```\n```python\nprint(f"${n}")\n```\n\nThe end.',
      ].join('\n'),
    );
    expect(notebook.title).toBe('Bikes');
    expect(notebook.attributes).toEqual({ theme: 'dashboard' });
    expect(told(notebook)).toEqual([
      { kind: 'markdown', source: '# Rides\n\nThere are ${n} rides.' },
      { kind: 'javascript', source: 'const n = 3;', pinned: true },
      { kind: 'sql', source: 'SELECT 1', output: 'rides', hidden: true },
      { kind: 'sql', source: 'SELECT 2', output: 'shown' },
      { kind: 'html', source: '<b>${n}</b>' },
      {
        kind: 'markdown',
        source: '```js run=false echo\nnot()\n```\n```python\nprint(f"\\${n}")\n```\n\nThe end.',
      },
    ]);
  });

  it('says what it did not read', () => {
    const { notes } = readMarkdown(
      '---\ntoc: false\nhead: |\n---\n```python\n1\n```\n```tex\nx\n```',
      'x.md',
    );
    expect(notes[0]).toBe('1 block of code kept as text.');
    expect(notes.at(-1)).toBe('Not read of the front matter: toc, head.');
  });

  it('takes its title from the first heading, else from the file', () => {
    expect(read('```\n# no\n```\n\n# A *b*\n').title).toBe('A b');
    expect(read('prose').title).toBe('page');
    expect(told(read(''))).toEqual([{ kind: 'markdown', source: '' }]);
  });

  it('refuses what is no text', () => {
    expect(() => read('a\0b')).toThrow('This is no Markdown');
    expect(() => read('x'.repeat(60_000_001))).toThrow('60 MB are read. Split it');
  });

  it('reads a fence that never closes to the end', () => {
    expect(told(read('```js\n1 + 1\n'))).toEqual([{ kind: 'javascript', source: '1 + 1\n' }]);
  });
});

describe('our own Markdown', () => {
  const cell = (
    kind: Exclude<Cell['kind'], 'unsupported'>,
    source: string,
    more: Partial<Omit<Cell, 'kind'>> = {},
  ) => createCell({ id: 1, kind, source, ...more });
  const same = (cells: readonly Cell[], more: Partial<Notebook> = {}) => {
    const notebook = {
      ...createNotebook({
        title: 'A "title": with — all',
        cells: cells.map((one, i) => ({ ...one, id: i + 1 })),
      }),
      ...more,
    };
    const { notebook: back, notes } = readMarkdown(writeMarkdown(notebook), 'x.md');
    expect(back).toEqual(notebook);
    expect(notes).toEqual([]);
  };

  it('comes back the same', () => {
    same(
      [
        cell('markdown', '# One'),
        cell(
          'markdown',
          'Two with `${x}`\n\n```js\nshown()\n```\n\n```js run=false\nold()\n```\n```python\n${y}\n```',
        ),
        cell('javascript', 'const a = `\n```\n`;', { output: 'a', run: 'manual' }),
        cell('sql', 'SELECT 1', { output: 'rides', attributes: { database: 'my "db"--' } }),
        cell('sql', 'SELECT 2', { output: 'quiet', hidden: true, pinned: false }),
        cell('sql', 'SELECT 3', { hidden: true }),
        cell('html', '', { attributes: { 'data-note': 'a `b` > c\nd', id2: '' } }),
        cell('train', '{\n  "target": "n"\n}', { output: 'model' }),
        cell('markdown', '', { hidden: true, attributes: { 'data-was': 'python' } }),
        { ...cell('javascript', 'print(1)'), kind: 'unsupported', type: 'text/x-python', pinned: true },
        { ...cell('javascript', 'odd'), kind: 'unsupported', type: 'Text/X; a="b"', pinned: false },
      ],
      { attributes: { theme: 'air', 'data-run': 'lazy', odd: 'a: b # c' } },
    );
  });

  it('comes back the same whatever its texts', () => {
    const texts = [
      '```js',
      '```',
      '~~~',
      'a',
      '',
      '<!-- b -->',
      '---',
      '  ```sql run=false',
      '${x}',
      '````js',
      '> q',
    ];
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed % below;
    };
    for (let i = 0; i < 300; i += 1) {
      const kinds = ['markdown', 'javascript', 'sql', 'html', 'chart'] as const;
      const cells = Array.from({ length: 1 + random(5) }, () => {
        const kind = kinds[random(kinds.length)] ?? 'markdown';
        const lines = Array.from({ length: random(6) }, () => texts[random(texts.length)] ?? '');
        // Prose in which a fence is left open is closed when it is written: that alone changes it.
        const fence = kind === 'markdown' ? /^ *(`{3,}|~{3})/ : undefined;
        const text = lines.filter((line) => !fence?.test(line)).join('\n');
        return cell(kind, kind === 'markdown' ? text.trim() : text.replace(/\n+$/, ''));
      });
      same(cells);
    }
  });

  it('closes a fence that prose left open, so that the next cell stays one', () => {
    const open = createNotebook({ cells: [cell('markdown', 'a\n```js\nb'), cell('sql', 'SELECT 1')] });
    expect(
      readMarkdown(writeMarkdown(open), 'x.md').notebook.cells.map(({ kind, source }) => [kind, source]),
    ).toEqual([
      ['markdown', 'a\n```js\nb\n```'],
      ['sql', 'SELECT 1'],
    ]);
  });
});
