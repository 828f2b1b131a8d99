import type { Cell, Notebook } from './notebook';
import { lockAttribute, readPackageLock, writePackageLock } from './package-lock';

/** The same notebook with only the given cells, in document order, and of its lock what they name. */
export function sliceNotebook(notebook: Notebook, cellIds: Iterable<number>): Notebook {
  const wanted = new Set(cellIds);
  const cells = notebook.cells.filter((cell) => wanted.has(cell.id));
  return { ...notebook, cells, attributes: lockOf(notebook, cells) };
}

/** Other cells' packages say nothing about these: that one of them was upgraded leaves the slice what it is. */
function lockOf(notebook: Notebook, cells: readonly Cell[]): Notebook['attributes'] {
  const { [lockAttribute]: whole, ...others } = notebook.attributes;
  if (whole === undefined) return notebook.attributes;
  // A file that a cell imports may import packages, too.
  const importsFile = cells.some(({ source }) => /\bimport\b[^;]*["']\.\//.test(source));
  const named = [...readPackageLock(notebook)].filter(
    ([key]) => importsFile || cells.some(({ source }) => source.includes(`npm:${key}`)),
  );
  const lock = writePackageLock(new Map(named));
  return lock === undefined ? others : { ...others, [lockAttribute]: lock };
}
