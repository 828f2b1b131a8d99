// @vitest-environment jsdom
import { deserialize, serialize, toNotebook } from '@observablehq/notebook-kit';
import { describe, expect, test } from 'vitest';
import { kindOfType } from './cell-types';
import { createCell, createNotebook } from './create';
import type { Cell, Notebook } from './notebook';
import { parseNotebook } from './parse';
import { serializeNotebook } from './serialize';

const kit = {
  read: (html: string) => deserialize(html),
  write: (notebook: ReturnType<typeof toNotebook>) => serialize(notebook),
};

/** A generator of numbers with a seed, so that a failing notebook can be made again. */
function createRandom(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const fragments = [
  'const a = 1;',
  'SELECT * FROM t',
  '# Title',
  '<b>bold</b>',
  '</script>',
  '<\\/script >',
  '<\\\\/script>',
  '</SCRIPT\n>',
  '</script/x>',
  '</scripture>',
  '</script',
  '<!-- comment -->',
  '&amp; & &lt;',
  '"quotes" and \'single\'',
  '\\d+\\n',
  '`${x}`',
  '    four',
  '\ttab',
  'ünïcödé 🌍 日本',
  '\u00a0',
  '',
  '',
];

function randomText(random: (below: number) => number): string {
  return Array.from({ length: random(7) }, () => fragments[random(fragments.length)]).join(
    ['\n', ' ', ''][random(3)],
  );
}

const modes = ['js', 'ts', 'ojs', 'md', 'html', 'tex', 'dot', 'sql', 'node', 'python', 'r'] as const;

function randomKitNotebook(seed: number) {
  const random = createRandom(seed);
  return toNotebook({
    title: randomText(random).replaceAll('\n', ' ') || 'Untitled',
    theme: random(2) ? 'air' : { light: 'air', dark: 'midnight' },
    readOnly: random(3) === 0,
    cells: Array.from({ length: random(6) }, (_, i) => ({
      id: i * 3 + 1 + random(3),
      mode: modes[random(modes.length)],
      value: randomText(random),
      pinned: random(2) === 0,
      hidden: random(2) === 0,
      ...(random(2) ? { output: 'name' } : {}),
      ...(random(3) ? {} : { database: 'a "named" & <one>' }),
      ...(random(3) ? {} : { format: (['csv', 'json', 'parquet'] as const)[random(3)] }),
    })),
  });
}

const seeds = Array.from({ length: 300 }, (_, i) => i);

describe('files of Notebook Kit', () => {
  test('open and save gives the same bytes', () => {
    for (const seed of seeds) {
      const notebook = randomKitNotebook(seed);
      if (notebook.cells.some(({ value }) => isCutShort(value))) continue;
      const html = kit.write(notebook);
      expect(serializeNotebook(parseNotebook(html)), `seed ${seed}`).toBe(html);
    }
  });

  test('we read the cells that it reads', () => {
    for (const seed of seeds) {
      const notebook = randomKitNotebook(seed);
      if (notebook.cells.some(({ value }) => isCutShort(value))) continue;
      const html = kit.write(notebook);
      const theirs = kit.read(html);
      const ours = parseNotebook(html);
      expect(ours.title, `seed ${seed}`).toBe(theirs.title);
      expect(ours.cells.map(toPlain), `seed ${seed}`).toEqual(theirs.cells.map(toPlainKit));
    }
  });

  test('it reads the cells that we write', () => {
    for (const seed of seeds) {
      const notebook = randomNotebook(seed);
      if (notebook.cells.some(({ source }) => /<\\*\/script\//i.test(source))) continue;
      const theirs = kit.read(serializeNotebook(notebook));
      expect(
        theirs.cells.map((cell) => [cell.id, cell.value]),
        `seed ${seed}`,
      ).toEqual(notebook.cells.map((cell) => [cell.id, withoutBlanks(cell.source)]));
      expect(theirs.title).toBe(notebook.title);
    }
  });
});

/** `</script/` ends an element too, and so does `</script` at the end; Notebook Kit does not escape them and loses what follows. */
function isCutShort(source: string): boolean {
  return /<\/script(\/|$)/i.test(source);
}

function toPlain({ id, source, pinned, hidden, output }: Cell) {
  return { id, source, pinned, hidden, output: output ?? undefined };
}

function toPlainKit({ id, value, pinned, hidden, output }: ReturnType<typeof kit.read>['cells'][number]) {
  return { id, source: value, pinned, hidden, output };
}

/** What HTML cannot hold: line breaks other than \n. */
function withoutBlanks(source: string): string {
  return source.replace(/\r\n?/g, '\n');
}

const types = ['module', 'text/markdown', 'application/vnd.cellar.train+json', 'text/x-python', 'x/unknown'];

function randomNotebook(seed: number): Notebook {
  const random = createRandom(seed + 1000);
  return {
    title: randomText(random).replaceAll('\n', ' '),
    attributes: { theme: 'air', 'data-x': randomText(random) },
    cells: Array.from({ length: random(8) }, (_, i): Cell => {
      const type = types[random(types.length)] ?? 'module';
      return {
        id: (i + 1) * 2,
        kind: kindOfType(type),
        type,
        source: random(4) ? randomText(random) : `${randomText(random)}\n   \n`,
        pinned: random(2) === 0,
        hidden: random(2) === 0,
        ...(random(2) ? { output: 'ergebnis_β' } : {}),
        ...(random(2) ? { run: (['auto', 'lazy', 'manual'] as const)[random(3)] } : {}),
        attributes: random(2) ? { since: '2026-01-01', format: 'svg', 'data-note': randomText(random) } : {},
      };
    }),
  };
}

describe('our own files', () => {
  test('nothing is lost: text, unknown types, unknown attributes, run modes, formats that Notebook Kit loses', () => {
    for (const seed of seeds) {
      const notebook = randomNotebook(seed);
      expect(parseNotebook(serializeNotebook(notebook)), `seed ${seed}`).toEqual(notebook);
    }
  });

  test('saving twice gives the same bytes', () => {
    for (const seed of seeds) {
      const html = serializeNotebook(randomNotebook(seed));
      expect(serializeNotebook(parseNotebook(html))).toBe(html);
    }
  });

  test('a fresh notebook is what Notebook Kit would make', () => {
    const notebook = createNotebook({
      title: 'New',
      cells: [createCell({ id: 1, kind: 'javascript', source: '1 + 1' })],
    });
    const theirs = kit.write(toNotebook({ title: 'New', cells: [{ id: 1, mode: 'js', value: '1 + 1' }] }));
    expect(serializeNotebook(notebook)).toBe(theirs);
  });
});
