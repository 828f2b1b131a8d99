import { type CompiledCell, CompileError, type NotebookImport } from '@/cells/compiler/compiled-cell';
import type { Cell, Notebook } from '@/cells/document/notebook';
import { allNames } from '../all-names';
import type { KernelOptions } from '../kernel';

/** Another notebook at one of its revisions. */
export interface ImportedNotebook {
  readonly id: string;
  readonly title: string;
  readonly revision: number;
  readonly notebook: Notebook;
  /** Only those of its cells are here that are needed. */
  readonly isPart?: boolean;
}

/** Where a notebook is imported: the lock says the same of all revisions of an importer; where it says nothing, each has a lock of its own. */
export const placeOf = (name: string, importer: ImportedNotebook | undefined): string =>
  importer ? `${importer.id} ${importer.revision}/${name}` : name;

/** Who gives a name there: a cell, or a cell of yet another notebook. */
export type Definer =
  | { readonly cell: Cell; readonly compiled: CompiledCell }
  | { readonly cell: Cell; readonly from: NotebookImport; readonly name: string };

/** A notebook that is imported from, with what replaces some of its names: the same one twice where these differ. */
export interface ImportedScope {
  readonly number: number;
  readonly of: ImportedNotebook;
  /** The notebooks that import one another down to this one, by id and title. */
  readonly path: readonly { readonly id: string; readonly title: string }[];
  /** Names there, and the names of the graph that stand in their place. */
  readonly injected: ReadonlyMap<string, string>;
  readonly definers: ReadonlyMap<string, Definer>;
  /** Names that its cells define or read. */
  readonly known: ReadonlySet<string>;
  /** Cells whose text does not compile, and what is wrong. */
  readonly broken: ReadonlyMap<number, string>;
}

/** What the cells of a notebook define, given the names that replace some of theirs. */
export function readDefiners(
  { cells }: Notebook,
  compile: KernelOptions['compile'],
  injected: Iterable<string>,
): Pick<ImportedScope, 'definers' | 'known' | 'broken'> {
  const broken = new Map<number, string>();
  const compileAll = (names: ReadonlySet<string>) =>
    cells.flatMap((cell) => {
      try {
        return [{ cell, compiled: compile(cell, { names }) }];
      } catch (error) {
        if (!(error instanceof CompileError)) throw error;
        broken.set(cell.id, error.message);
        return [];
      }
    });
  // Which tables are cells is known once all names are.
  const first = compileAll(new Set());
  const names = new Set([...first.flatMap(({ compiled }) => allNames(compiled)), ...injected]);
  const all = first.map((one) =>
    one.compiled.tables.length > 0 ? { ...one, compiled: compile(one.cell, { names }) } : one,
  );
  const definers = new Map<string, Definer>();
  const known = new Set<string>();
  for (const { cell, compiled } of all) {
    for (const name of compiled.inputs) known.add(name);
    for (const name of allNames(compiled)) {
      known.add(name);
      // The first cell that defines a name gives its value, as in its own notebook.
      if (!definers.has(name)) definers.set(name, definerOf(name, cell, compiled));
    }
  }
  return { definers, known, broken };
}

function definerOf(name: string, cell: Cell, compiled: CompiledCell): Definer {
  for (const from of compiled.notebooks ?? [])
    for (const each of from.names) if (each.as === name) return { cell, from, name: each.name };
  return { cell, compiled };
}
