// @vitest-environment jsdom
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from '@observablehq/notebook-kit';
import { describe, expect, test } from 'vitest';
import { loadTypeScriptFor } from '@/cells/compiler/load-typescript';
import { cellTypes, kindOfType } from '@/cells/document/cell-types';
import { parseNotebook } from '@/cells/document/parse';
import { serializeNotebook } from '@/cells/document/serialize';
import { builtinDocs } from '@/cells/stdlib/names';
import { createSymbolIndex, lintCell } from '@/cells/writing';

const folder = join(import.meta.dirname, 'fixtures/notebook-kit');
const files = readdirSync(folder);
const read = (file: string) => readFileSync(join(folder, file), 'utf8');

/** What Notebook Kit calls the kinds. */
const modes: Readonly<Record<string, string>> = {
  js: cellTypes.javascript,
  ts: cellTypes.typescript,
  ojs: cellTypes.observable,
  md: cellTypes.markdown,
  html: cellTypes.html,
  sql: cellTypes.sql,
  tex: cellTypes.tex,
  dot: cellTypes.dot,
};

describe('files in the format of Notebook Kit', () => {
  test('are at least ten, and hold every type of cell', () => {
    expect(files.length).toBeGreaterThanOrEqual(10);
    const types = new Set(files.flatMap((file) => parseNotebook(read(file)).cells.map(({ type }) => type)));
    expect([...types].sort()).toEqual(
      [...Object.values(modes), 'application/vnd.node.javascript', 'text/x-python', 'text/x-r'].sort(),
    );
  });

  test.each(files)('%s is the same bytes after it was opened and saved', (file) => {
    const text = read(file);
    expect(serializeNotebook(parseNotebook(text))).toBe(text);
  });

  test.each(files)('%s holds what Notebook Kit reads in it', (file) => {
    const theirs = deserialize(read(file), { parser: new DOMParser() });
    const ours = parseNotebook(read(file));
    expect(ours.title).toBe(theirs.title);
    expect(
      ours.cells.map(({ id, source, hidden, pinned, output }) => ({ id, source, hidden, pinned, output })),
    ).toEqual(
      theirs.cells.map(({ id, value, hidden, pinned, output }) => ({
        id,
        source: value,
        hidden,
        pinned,
        output,
      })),
    );
    for (const [place, { mode }] of theirs.cells.entries())
      if (modes[mode]) expect(ours.cells[place]?.kind).toBe(kindOfType(modes[mode]));
  });

  test.each(files)('%s has no mistake that can be seen before it runs', async (file) => {
    const { cells } = parseNotebook(read(file));
    await loadTypeScriptFor(cells);
    const builtInNames = builtinDocs.map(({ name }) => name);
    const known = new Set([...builtInNames, ...ofBrowser]);
    const index = createSymbolIndex();
    const mistakes = cells.flatMap((cell) =>
      lintCell(cell, cells, index, {
        isBuiltIn: (name) => known.has(name) || name in globalThis,
        builtInNames,
        datasets: new Set(),
      }).map(({ message }) => `cell ${cell.id}: ${message}`),
    );
    expect(mistakes).toEqual([]);
  });
});

const ofBrowser = ['addEventListener', 'removeEventListener'];
