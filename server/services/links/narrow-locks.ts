import { isFileSpecifier } from '@/cells/compiler/import-specifier';
import { findModuleImports } from '@/cells/compiler/module-imports';
import { filesAttribute, readFileLock, writeFileLock } from '@/cells/document/file-lock';
import { endingOf } from '@/cells/document/media-types';
import type { Notebook } from '@/cells/document/notebook';
import { lockAttribute, readPackageLock, writePackageLock } from '@/cells/document/package-lock';
import { lockKey, parsePackageSpecifier } from '@/cells/document/package-specifier';
import { namesFile } from '@/cells/document/slice';

/** The text of a file that a notebook lists; undefined where that cannot be read as a module. */
export type ReadModule = (file: {
  readonly name: string;
  readonly hash: string;
}) => Promise<string | undefined>;

/**
 * A slice whose lists name the files and packages that its cells use, and no others. A slice that imports a file has all of them, for that
 * file may import any; here its text says which.
 */
export async function narrowLocks(slice: Notebook, readModule: ReadModule): Promise<Notebook> {
  const listed = readFileLock(slice);
  const files = new Set([...listed.keys()].filter((name) => namesFile(slice.cells, name)));
  const named = [...readPackageLock(slice).keys()].filter((key) =>
    slice.cells.some(({ source }) => source.includes(`npm:${key}`)),
  );
  const packages = new Set(named);
  // A set goes on with what is added meanwhile.
  for (const name of files) {
    const hash = listed.get(name)?.hash;
    if (hash === undefined || !modules.has(endingOf(name))) continue;
    for (const specifier of importsOf(name, (await readModule({ name, hash })) ?? '')) {
      const wanted = parsePackageSpecifier(specifier);
      if (wanted) packages.add(lockKey(wanted));
      else if (isFileSpecifier(specifier) && listed.has(specifier.slice(2))) files.add(specifier.slice(2));
    }
  }
  const { [filesAttribute]: _, [lockAttribute]: __, ...attributes } = slice.attributes;
  const fileLock = writeFileLock(new Map([...listed].filter(([name]) => files.has(name))));
  const packageLock = writePackageLock(
    new Map([...readPackageLock(slice)].filter(([key]) => packages.has(key))),
  );
  return {
    ...slice,
    attributes: {
      ...attributes,
      ...(fileLock !== undefined && { [filesAttribute]: fileLock }),
      ...(packageLock !== undefined && { [lockAttribute]: packageLock }),
    },
  };
}

const modules: ReadonlySet<string> = new Set(['js', 'mjs']);

/** What does not parse imports nothing: whoever imports it is told. */
function importsOf(name: string, text: string): string[] {
  try {
    return findModuleImports(name, text).map(({ specifier }) => specifier);
  } catch {
    return [];
  }
}
