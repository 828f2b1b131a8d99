import { filesAttribute, readFileLock, writeFileLock } from './file-lock';
import type { Cell, Notebook } from './notebook';
import { notebookLockAttribute, readNotebookLock, writeNotebookLock } from './notebook-lock';
import { lockAttribute, readPackageLock, writePackageLock } from './package-lock';

/** The same notebook with only the given cells, in document order, and of its locks what they name. */
export function sliceNotebook(notebook: Notebook, cellIds: Iterable<number>): Notebook {
  const wanted = new Set(cellIds);
  const cells = notebook.cells.filter((cell) => wanted.has(cell.id));
  return { ...notebook, cells, attributes: locksOf(notebook, cells) };
}

/** Other cells' packages and files say nothing about these: that one of them was changed leaves the slice what it is. */
function locksOf(notebook: Notebook, cells: readonly Cell[]): Notebook['attributes'] {
  const {
    [lockAttribute]: packages,
    [filesAttribute]: files,
    [notebookLockAttribute]: notebooks,
    ...others
  } = notebook.attributes;
  if (packages === undefined && files === undefined && notebooks === undefined) return notebook.attributes;
  // A file that a cell imports may import packages and other files, too.
  const importsFile = cells.some(({ source }) => /\bimport\b[^;]*["'`]\.\//.test(source));
  const names = (text: string) => importsFile || cells.some(({ source }) => source.includes(text));
  const packageLock = writePackageLock(
    new Map([...readPackageLock(notebook)].filter(([key]) => names(`npm:${key}`))),
  );
  const fileLock = writeFileLock(
    new Map([...readFileLock(notebook)].filter(([name]) => importsFile || namesFile(cells, name))),
  );
  const notebookLock = notebooks === undefined ? undefined : lockOfNotebooks(notebook, cells);
  return {
    ...others,
    ...(notebookLock !== undefined && { [notebookLockAttribute]: notebookLock }),
    ...(fileLock !== undefined && { [filesAttribute]: fileLock }),
    ...(packageLock !== undefined && { [lockAttribute]: packageLock }),
  };
}

/** Whether a cell names a file, as it is called or as an address of a picture has it. */
export const namesFile = (cells: readonly Pick<Cell, 'source'>[], name: string): boolean =>
  [name, ...encoded(name)].some((text) => cells.some(({ source }) => source.includes(text)));

function encoded(name: string): string[] {
  try {
    return [encodeURI(name), encodeURIComponent(name)];
  } catch {
    return []; // half of a character has no place in an address
  }
}

/** The notebooks that the cells import from, and what is said of those that these import from in turn. */
function lockOfNotebooks(notebook: Notebook, cells: readonly Cell[]): string | undefined {
  const lock = readNotebookLock(notebook);
  const named = [...lock].filter(([key]) =>
    cells.some(({ source }) => [`"`, `'`].some((quote) => source.includes(`notebook:${key}${quote}`))),
  );
  const wanted = new Set(named.map(([, { id }]) => id));
  const kept = new Map(named);
  // Each one may bring more along.
  for (const id of wanted)
    for (const [key, locked] of lock)
      if (key.startsWith(`${id}/`)) {
        kept.set(key, locked);
        wanted.add(locked.id);
      }
  return writeNotebookLock(kept);
}
