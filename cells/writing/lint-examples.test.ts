import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseNotebook } from '@/cells/document/parse';
import { builtinDocs } from '@/cells/stdlib/names';
import { lintCell } from './lint-cell';
import { createSymbolIndex } from './symbol-index';

const folder = join(import.meta.dirname, '../../examples');
const files = readdirSync(folder, { encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
const library = new Set(builtinDocs.map(({ name }) => name));

test.each(files)('nothing is wrong with the example %s', (file) => {
  const { cells } = parseNotebook(readFileSync(join(folder, file), 'utf8'));
  const index = createSymbolIndex();
  const known = {
    isBuiltIn: (name: string) => library.has(name) || name in globalThis || name === 'document',
    builtInNames: [...library],
    datasets: undefined,
  };
  expect(cells.flatMap((cell) => lintCell(cell, cells, index, known))).toEqual([]);
});
