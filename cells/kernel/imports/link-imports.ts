import type { CompiledCell, NotebookImport } from '@/cells/compiler/compiled-cell';
import { mayImportNotebook } from '@/cells/compiler/notebook-imports';
import type { Cell, Notebook } from '@/cells/document/notebook';
import type { KernelOptions } from '../kernel';
import { firstImported, inScope, isImportedCell, splitName } from './imported-name';
import { type ImportedNotebook, type ImportedScope, readDefiners } from './imported-scope';
import { scopeProgram } from './scoped-program';

export interface LinkerOptions {
  readonly compile: KernelOptions['compile'];
  /** The notebook that imports; absent where nobody says which it is. */
  readonly id?: string;
  /** What a notebook means by `notebook:name`: undefined while it is not here. `importer` is absent for the open one. */
  find(name: string, importer: ImportedNotebook | undefined): ImportedNotebook | undefined;
}

/** A notebook that is yet to be brought here. */
export interface Missing {
  readonly name: string;
  readonly importer: ImportedNotebook | undefined;
}

/** What one cell imports, as far as it is here. */
export interface CellLinks {
  /** Its names, and those of the graph that they stand for. */
  readonly names: ReadonlyMap<string, string>;
  readonly missing: readonly Missing[];
  /** The cells that run for it, by their numbers here. */
  readonly cells: readonly number[];
  /** All that it stands on, as it stands in the notebooks where it is at home: those that import others included. */
  readonly behind: readonly { readonly of: ImportedNotebook; readonly cellId: number }[];
  /** Why it cannot be, in words. */
  readonly problem?: string;
}

/** A cell that runs here for another notebook. */
export interface ImportedCell {
  readonly scope: ImportedScope;
  /** As it stands in its notebook. */
  readonly cell: Cell;
}

export interface Linker {
  /** The notebook with the cells of others that its own need, behind them. */
  link(notebook: Notebook): Notebook;
  compile: KernelOptions['compile'];
  /** Of a cell that imports; undefined for all others. */
  links(cellId: number): CellLinks | undefined;
  /** The name under which the notebook itself has what the graph knows by that name. */
  nameHere(name: string): string | undefined;
  /** What can be imported from a notebook. */
  namesIn(of: ImportedNotebook): readonly string[];
  imported(cellId: number): ImportedCell | undefined;
  scope(number: number): ImportedScope | undefined;
}

/** Notebooks that import one another on many ways, or replace names by what is replaced itself, are reached on ways without number. */
const most = { scopes: 200, names: 20_000, depth: 200 };

/** Puts the cells that a notebook imports into its graph, each under names of its own: only those that are needed. */
export function createLinker({ compile, id, find }: LinkerOptions): Linker {
  const scopes = new Map<string, ImportedScope>();
  const byNumber = new Map<number, ImportedScope>();
  const ids = new Map<string, number>();
  /** All that were ever needed: who comes back is the same cell. */
  const imported = new Map<number, ImportedCell & { linked: Cell; compiled: CompiledCell }>();
  let links = new Map<number, CellLinks>();
  const namesOf = new WeakMap<ImportedNotebook, readonly string[]>();
  const read = new WeakMap<ImportedNotebook, Map<string, ReturnType<typeof readDefiners>>>();

  function openScope(
    importer: ImportedScope | undefined,
    from: NotebookImport,
    resolve: (name: string) => string,
  ): ImportedScope | Missing | string {
    const of = find(from.notebook, importer?.of);
    if (!of) return { name: from.notebook, importer: importer?.of };
    const path = importer?.path ?? (id === undefined ? [] : [{ id, title: 'this notebook' }]);
    const at = path.findIndex((step) => step.id === of.id);
    if (at >= 0) return sayCircle([...path.slice(at), { title: path[at]?.title ?? of.title }]);
    const injected = new Map(from.injected.map(({ name, from: mine }) => [name, resolve(mine)]));
    const replaced = [...injected].map(([name, mine]) => `${name}=${mine}`).toSorted();
    const key = JSON.stringify([path.map((step) => step.id), of.id, of.revision, replaced]);
    const known = scopes.get(key);
    if (known) return known;
    if (scopes.size >= most.scopes) return sayTooMany;
    const scope: ImportedScope = {
      ...{ number: scopes.size + 1, of, injected },
      path: [...path, { id: of.id, title: `“${of.title}”` }],
      ...definersOf(of, [...injected.keys()].toSorted()),
    };
    scopes.set(key, scope);
    byNumber.set(scope.number, scope);
    return scope;
  }

  /** Whatever replaces these names, and on whichever way it is reached. */
  function definersOf(of: ImportedNotebook, replaced: readonly string[]): ReturnType<typeof readDefiners> {
    const known = read.get(of) ?? new Map<string, ReturnType<typeof readDefiners>>();
    read.set(of, known);
    const key = replaced.join();
    const definers = known.get(key) ?? readDefiners(of.notebook, compile, replaced);
    known.set(key, definers);
    return definers;
  }

  function idOf(scope: ImportedScope, cell: Cell): number {
    const key = `${scope.number} ${cell.id}`;
    const known = ids.get(key) ?? firstImported + ids.size;
    ids.set(key, known);
    return known;
  }

  /** Everything that one notebook needs, found from the names that its cells import. */
  function gather(notebook: Notebook) {
    const all = new Map<number, ImportedScope>();
    let needed = new Map<number, ImportedScope>();
    /** Names that were taken from a notebook, and how many of them wait for what replaces theirs. */
    let taken = 0;
    let depth = 0;
    const queue: { scope: ImportedScope; cell: Cell; compiled: CompiledCell }[] = [];

    /** The name in the graph that a name means in a notebook; what it needs is noted. */
    function resolve(name: string, scope: ImportedScope | undefined, found: Found): string {
      if (!scope) return name;
      const replaced = scope.injected.get(name);
      if (replaced !== undefined) return replaced;
      const definer = scope.definers.get(name);
      if (!definer) return inScope(name, scope.number);
      found.behind.push({ of: scope.of, cellId: definer.cell.id });
      if ('from' in definer)
        return take(definer.name, definer.from, scope, found) ?? inScope(name, scope.number);
      const cellId = idOf(scope, definer.cell);
      if (!needed.has(cellId)) {
        needed.set(cellId, scope);
        queue.push({ scope, cell: definer.cell, compiled: definer.compiled });
      }
      return inScope(name, scope.number);
    }

    /** The name in the graph of what is imported; undefined where it cannot be had yet, or ever. */
    function take(
      name: string,
      from: NotebookImport,
      importer: ImportedScope | undefined,
      found: Found,
    ): string | undefined {
      taken += 1;
      if (taken > most.names || depth > most.depth) {
        found.problem ??= sayTooMany;
        return undefined;
      }
      depth += 1;
      try {
        return takeFrom(name, from, importer, found);
      } finally {
        depth -= 1;
      }
    }

    function takeFrom(
      name: string,
      from: NotebookImport,
      importer: ImportedScope | undefined,
      found: Found,
    ): string | undefined {
      const scope = openScope(importer, from, (mine) => resolve(mine, importer, found));
      if (typeof scope === 'string') found.problem ??= scope;
      else if ('importer' in scope) found.missing.push(scope);
      else {
        const wrong =
          scope.definers.has(name) || scope.injected.has(name) ? undefined : sayMissing(name, scope);
        // What is replaced in vain is not among the cells of a part.
        const unknown = scope.of.isPart
          ? undefined
          : from.injected.find((each) => !scope.known.has(each.name));
        found.problem ??= wrong ?? (unknown && sayUnknown(unknown.name, scope));
        return resolve(name, scope, found);
      }
      return undefined;
    }

    function gatherCell({ notebooks = [] }: CompiledCell): CellLinks {
      const found: Found = { missing: [], behind: [] };
      const names = new Map<string, string>();
      needed = new Map();
      for (const from of notebooks)
        for (const { name, as } of from.names) {
          const target = take(name, from, undefined, found);
          if (target !== undefined) names.set(as, target);
        }
      for (let next = queue.pop(); next; next = queue.pop()) {
        const { scope, cell, compiled } = next;
        const linkedId = idOf(scope, cell);
        const scoped = scopeProgram(compiled, {
          input: (name) => resolve(name, scope, found),
          output: (name) => inScope(name, scope.number),
        });
        const before = imported.get(linkedId);
        // What stands behind a name may be another one by now: then the cell counts as another text.
        const reads = scoped.inputs.join();
        if (before?.compiled.inputs.join() === reads) continue;
        const linked = { ...cell, id: linkedId, attributes: { ...cell.attributes, 'data-reads': reads } };
        imported.set(linkedId, { scope, cell, linked, compiled: scoped });
      }
      // Nothing runs for it until all is here.
      if (found.missing.length > 0 || found.problem !== undefined)
        return { names: new Map(), cells: [], ...found };
      for (const [cellId, scope] of needed) all.set(cellId, scope);
      return { names, cells: [...needed.keys()], ...found };
    }

    const found = new Map<number, CellLinks>();
    for (const cell of notebook.cells) {
      if (!mayImportNotebook(cell.source)) continue;
      const compiled = tryCompile(cell);
      if (compiled?.notebooks) found.set(cell.id, gatherCell(compiled));
    }
    return { found, needed: all };
  }

  function tryCompile(cell: Cell): CompiledCell | undefined {
    try {
      return compile(cell, { names: new Set() });
    } catch {
      return undefined; // the kernel says what is wrong with it
    }
  }

  return {
    link(notebook) {
      const { found, needed } = gather(notebook);
      links = found;
      if (needed.size === 0) return notebook;
      const others = [...needed.keys()]
        .toSorted((a, b) => a - b)
        .flatMap((each) => imported.get(each)?.linked ?? []);
      return { ...notebook, cells: [...notebook.cells, ...others] };
    },
    compile: (cell, context) =>
      isImportedCell(cell.id) ? (imported.get(cell.id)?.compiled ?? nothing) : compile(cell, context),
    links: (cellId) => links.get(cellId),
    nameHere(name) {
      if (splitName(name).scope === undefined) return name;
      for (const { names } of links.values())
        for (const [as, target] of names) if (target === name) return as;
      return undefined;
    },
    namesIn(of) {
      const known = namesOf.get(of) ?? ownNames(definersOf(of, []));
      namesOf.set(of, known);
      return known;
    },
    imported: (cellId) => imported.get(cellId),
    scope: (number) => byNumber.get(number),
  };
}

interface Found {
  missing: Missing[];
  behind: CellLinks['behind'][number][];
  problem?: string;
}

const nothing: CompiledCell = {
  ...{ body: '() => {}', inputs: [], outputs: [], files: [], tables: [], lineOffset: 0 },
  ...{ single: false, autodisplay: false, autoview: false },
};

const sayTooMany =
  'Cells of other notebooks would come here on too many ways. Import them in fewer cells, or replace their names in fewer ways.';

const sayCircle = (steps: readonly { readonly title: string }[]): string =>
  `These notebooks import from one another in a circle: ${steps.map(({ title }) => title).join(' → ')}. Move what all of them need into a notebook of its own.`;

/** Without those by which inputs and live values are known beside. */
const ownNames = ({ definers }: Pick<ImportedScope, 'definers'>): string[] =>
  [...definers.keys()].filter((each) => !/^(viewof|mutable)\$/.test(each));

function sayMissing(name: string, scope: ImportedScope): string {
  const { of, broken } = scope;
  const names = ownNames(scope);
  const some = names.slice(0, 12).join(', ');
  const said = `“${of.title}” (revision ${of.revision}) has no cell named ${name}.`;
  const [wrong] = [...broken.keys()];
  const also = wrong === undefined ? '' : ` Its cell ${wrong} does not parse, and names nothing.`;
  return `${said} ${some ? `It has ${some}${names.length > 12 ? ` and ${names.length - 12} more` : ''}.` : 'It names no cell.'}${also}`;
}

const sayUnknown = (name: string, { of }: ImportedScope): string =>
  `Nothing can stand in place of ${name} in “${of.title}”: no cell there defines or reads that name.`;
