import { toCompileError } from '@/cells/compiler/compile-error';
import { CompileError } from '@/cells/compiler/compiled-cell';
import { loadTypeScriptFor } from '@/cells/compiler/load-typescript';
import { mayImportNotebook } from '@/cells/compiler/notebook-imports';
import { enclosedAttribute } from '@/cells/document/enclosed-notebooks';
import type { Notebook } from '@/cells/document/notebook';
import { keyInLock, readNotebookLock } from '@/cells/document/notebook-lock';
import { parseNotebook } from '@/cells/document/parse';
import { sliceNotebook } from '@/cells/document/slice';
import { type ImportedNotebook, placeOf } from '@/cells/kernel/imports/imported-scope';
import { createLinker, type Missing } from '@/cells/kernel/imports/link-imports';
import { listBehind } from '@/cells/kernel/imports/list-behind';
import { compileCell } from '@/cells/kinds';
import type { System } from '../../context';
import { type AllowedImport, findOwnFile, listAllowedImports, readLocked } from '../notebooks';
import { narrowLocks } from './narrow-locks';

/** A revision of the notebook that a link shows. */
export interface ShownRevision {
  readonly id: string;
  readonly revisionId: string;
  readonly html: string;
}

/** What is shown of another notebook: of its locked revision the cells that imported names stand on, and of its locks what these name. */
export interface ImportedPart {
  readonly id: string;
  readonly revision: number;
  readonly hash: string;
  /** As it was called at that revision. */
  readonly title: string;
  readonly notebook: Notebook;
}

export interface ImportsShown {
  readonly parts: readonly ImportedPart[];
  /** Imports in vain: no grant, no lock, in the trash or gone. `by`: the title of the notebook that imports, where it is not the shown one. */
  readonly left: readonly { readonly name: string; readonly by?: string }[];
}

interface Gathered extends ImportsShown {
  /** False while a file is not here that the text lists: it may still come. */
  readonly isFinal: boolean;
}

type Known = Map<string, Promise<Gathered>>;

/** A notebook reaches no more than this; a cell that needs more is left out. */
const mostNotebooks = 200;
/** Answers that are kept: each is a few cells. */
const mostKept = 50;

/** What is not here yet is looked for again after so long. */
const askedAgainMs = 10_000;
/** Characters of a notebook whose cells are looked at: to compile more would hold up the server. */
const longestText = 10_000_000;

/** They belong to their system, and live as long. */
const knownTo = new WeakMap<System['config'], Known>();

/**
 * The cells of other notebooks that a revision shows to whoever has a link. A lock says which revision is meant, and allows nothing: each
 * notebook must have been given the next one by a person, and that one must not lie in the trash. That is looked at each time; what follows
 * from it never changes, and is worked out once.
 */
export async function gatherImports(
  system: Pick<System, 'db' | 'config' | 'storage'>,
  shown: ShownRevision,
): Promise<ImportsShown> {
  if (!mayImportNotebook(shown.html)) return { parts: [], left: [] };
  const allowed = await listAllowedImports(system, shown.id);
  const given = allowed.map(({ importer, imported }) => `${importer} ${imported}`).toSorted();
  const key = JSON.stringify([shown.revisionId, given]);
  const known: Known = knownTo.get(system.config) ?? new Map();
  knownTo.set(system.config, known);
  const gathered = known.get(key) ?? gather(system, shown, allowed);
  // Who was asked for last goes last.
  known.delete(key);
  known.set(key, gathered);
  for (const old of known.keys()) if (known.size > mostKept) known.delete(old);
  gathered.then(
    ({ isFinal }) => isFinal || setTimeout(() => known.delete(key), askedAgainMs).unref(),
    () => known.delete(key),
  );
  return gathered;
}

async function gather(
  system: Pick<System, 'db' | 'storage'>,
  { id, html }: ShownRevision,
  allowed: readonly AllowedImport[],
): Promise<Gathered> {
  const notebook = parseNotebook(html);
  await loadTypeScriptFor(notebook.cells);
  const lock = readNotebookLock(notebook);
  const here = new Map<string, Imported>();
  const inVain = new Map<string, Missing>();
  const linker = createLinker({ compile, id, find: (name, importer) => here.get(placeOf(name, importer)) });

  async function bring({ name, importer }: Missing): Promise<Imported | undefined> {
    const locked =
      lock.get(keyInLock(name, importer)) ?? (importer && readNotebookLock(importer.notebook).get(name));
    const from = importer?.id ?? id;
    const isAllowed = allowed.some((each) => each.importer === from && each.imported === locked?.id);
    const text = locked && isAllowed ? await readLocked(system, locked) : undefined;
    const read = text === undefined || text.length > longestText ? undefined : tryParse(text);
    if (!locked || !read) return undefined;
    await loadTypeScriptFor(read.cells);
    return { ...locked, title: read.title, notebook: read };
  }

  for (;;) {
    linker.link(notebook);
    const wanted = notebook.cells
      .flatMap((cell) => linker.links(cell.id)?.missing ?? [])
      .filter(({ name, importer }) => !inVain.has(placeOf(name, importer)));
    if (wanted.length === 0) break;
    for (const missing of wanted) {
      const place = placeOf(missing.name, missing.importer);
      if (here.has(place) || inVain.has(place)) continue;
      const found = here.size < mostNotebooks ? await bring(missing) : undefined;
      if (found) here.set(place, found);
      else inVain.set(place, missing);
    }
  }
  // A cell of which something is missing runs nothing.
  const whole = notebook.cells.filter((cell) => {
    const links = linker.links(cell.id);
    return links && links.missing.length === 0 && links.problem === undefined;
  });
  let isFinal = true;
  const parts = listBehind(whole, linker).map(async ({ of, cells }): Promise<ImportedPart[]> => {
    const found = [...here.values()].find((each) => each.id === of.id && each.revision === of.revision);
    if (!found) return [];
    const notebook = await narrowLocks(partOf(found.notebook, cells), async (file) => {
      const text = await readModule(system, found.id, file);
      isFinal &&= text !== undefined;
      return text;
    });
    return [{ ...found, notebook }];
  });
  return {
    parts: (await Promise.all(parts)).flat(),
    isFinal,
    left: [...inVain.values()].map(({ name, importer }) => ({
      name,
      ...(importer && { by: importer.title }),
    })),
  };
}

/** Bytes of a module that is read for what it imports. What was bundled imports nothing. */
const longestModule = 2 * 1024 ** 2;

/** A module of a notebook's list, which may name any file of the workspace: undefined where the notebook was not given it. */
async function readModule(
  system: Pick<System, 'db' | 'storage'>,
  id: string,
  { hash }: { hash: string },
): Promise<string | undefined> {
  const own = await findOwnFile(system.db, id, hash);
  if (!own) return undefined;
  return own.bytes > longestModule ? '' : Buffer.from(await system.storage.readAll(hash)).toString();
}

interface Imported extends ImportedNotebook {
  readonly hash: string;
}

/** What it brings along of others itself, as a slice does, is not looked at by whoever imports from it. */
function partOf(notebook: Notebook, cells: ReadonlySet<number>): Notebook {
  const { [enclosedAttribute]: _, ...attributes } = notebook.attributes;
  return sliceNotebook({ ...notebook, attributes }, cells);
}

/** A text that cannot be compiled is that cell's own trouble. */
const compile: typeof compileCell = (cell, context) => {
  try {
    return compileCell(cell, context);
  } catch (error) {
    const known = toCompileError(error);
    throw known instanceof CompileError ? known : new CompileError(String(error));
  }
};

function tryParse(html: string): Notebook | undefined {
  try {
    return parseNotebook(html);
  } catch {
    return undefined;
  }
}
