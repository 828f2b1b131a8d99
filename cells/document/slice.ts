import { filesAttribute, readFileLock, writeFileLock } from './file-lock';
import type { Cell, Notebook } from './notebook';
import { lockAttribute, readPackageLock, writePackageLock } from './package-lock';

/** The same notebook with only the given cells, in document order, and of its locks what they name. */
export function sliceNotebook(notebook: Notebook, cellIds: Iterable<number>): Notebook {
  const wanted = new Set(cellIds);
  const cells = notebook.cells.filter((cell) => wanted.has(cell.id));
  return { ...notebook, cells, attributes: locksOf(notebook, cells) };
}

/** Other cells' packages and files say nothing about these: that one of them was changed leaves the slice what it is. */
function locksOf(notebook: Notebook, cells: readonly Cell[]): Notebook['attributes'] {
  const { [lockAttribute]: packages, [filesAttribute]: files, ...others } = notebook.attributes;
  if (packages === undefined && files === undefined) return notebook.attributes;
  // A file that a cell imports may import packages and other files, too.
  const importsFile = cells.some(({ source }) => /\bimport\b[^;]*["'`]\.\//.test(source));
  const names = (text: string) => importsFile || cells.some(({ source }) => source.includes(text));
  const packageLock = writePackageLock(
    new Map([...readPackageLock(notebook)].filter(([key]) => names(`npm:${key}`))),
  );
  const fileLock = writeFileLock(new Map([...readFileLock(notebook)].filter(([name]) => names(name))));
  return {
    ...others,
    ...(fileLock !== undefined && { [filesAttribute]: fileLock }),
    ...(packageLock !== undefined && { [lockAttribute]: packageLock }),
  };
}
