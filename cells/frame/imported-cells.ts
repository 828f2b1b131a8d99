import type { FrameRequest } from '@/cells/bridge/messages';
import type { FrameEnd } from '@/cells/bridge/port';
import { createCrossFilters } from '@/cells/data/cross-filter';
import type { DocumentStore } from '@/cells/document/document-store';
import { readEnclosed } from '@/cells/document/enclosed-notebooks';
import type { Notebook } from '@/cells/document/notebook';
import { isSameRevision } from '@/cells/document/notebook-lock';
import { readPackageLock } from '@/cells/document/package-lock';
import type { ImportedScope } from '@/cells/kernel/imports/imported-scope';
import { createLinker, type Linker, type Missing } from '@/cells/kernel/imports/link-imports';
import type { Builtin, KernelImports, RunScope } from '@/cells/kernel/kernel';
import { compileCell } from '@/cells/kinds';
import { createStandardLibrary, type StandardLibraryServices } from '@/cells/stdlib';
import { createFilesBeside } from './files-beside';
import { createImportedStyles } from './imported-styles';
import { createNotebookLockKeeper } from './keep-notebooks';
import { createFileModules } from './link-file-module';
import { createNotebookLoader, type NotebookLoader, type NotebookSources } from './load-notebooks';
import { createPackageLoader } from './load-package';

export interface ImportedCells {
  readonly linker: Linker;
  readonly loader: NotebookLoader;
  readonly imports: KernelImports;
  /** Brings all that a cell imports, and gives it to the kernel by `relink`. @throws Error in words */
  bring(run: RunScope): Promise<void>;
  /** Cells that have what a key of the lock means, yet not all that this imports in turn: it came at another revision. */
  halfHere(key: string): number[];
}

export interface ImportingFrame {
  readonly bridge: FrameEnd;
  readonly store: DocumentStore;
  /** The notebook as the kernel has it. */
  ran(): Notebook;
  /** Empty where the frame does not know which notebook it shows. */
  readonly notebookId: string;
  /** Waits for what reads the cells of a notebook. */
  readonly prepare: NotebookSources['prepare'];
  /** The library of the open notebook, from which that of imported cells is made. */
  services(): StandardLibraryServices;
  /** Cells came for the cell that imports them. */
  relink(cellId: number, imported: readonly number[]): void;
}

/** The cells of other notebooks that run in this frame: they read the data sets and files of their own notebook, and nothing else of it. */
export function createImportedCells({
  bridge,
  store,
  ran,
  notebookId,
  prepare,
  services,
  relink,
}: ImportingFrame): ImportedCells {
  // A slice has with it what it imports.
  const enclosed = readEnclosed(store.get());
  const loader = createNotebookLoader(bridge, createNotebookLockKeeper(store, ran), {
    prepare,
    enclosed: (locked) => enclosed.find((each) => isSameRevision(each, locked)),
  });
  const linker = createLinker({
    compile: compileCell,
    ...(notebookId && { id: notebookId }),
    find: loader.find,
  });
  const libraries = new Map<number, Record<string, Builtin>>();

  function libraryOf(number: number): Record<string, Builtin> {
    const scope = linker.scope(number);
    const known =
      libraries.get(number) ?? (scope ? createStandardLibrary(servicesOf(scope, services(), bridge)) : {});
    libraries.set(number, known);
    return known;
  }

  return {
    linker,
    loader,
    imports: {
      links: linker.links,
      builtins: libraryOf,
      describe(cellId) {
        const found = linker.imported(cellId);
        return found && { title: found.scope.of.title, cellId: found.cell.id };
      },
    },
    halfHere(key) {
      const here = [...loader.loaded.values()].filter((each) => each.key === key);
      const isHere = ({ importer }: Missing) =>
        here.some(({ id, revision }) => id === importer?.id && revision === importer.revision);
      return store.get().cells.flatMap(({ id }) => (linker.links(id)?.missing.some(isHere) ? id : []));
    },
    async bring(run) {
      for (;;) {
        const { missing, problem, cells } = linker.links(run.cellId) ?? nothing;
        if (problem !== undefined) throw new Error(problem);
        if (missing.length === 0) return relink(run.cellId, cells);
        for (const wanted of missing) await loader.load(wanted, run);
        relink(run.cellId, []);
      }
    },
  };
}

const nothing = { missing: [], problem: undefined, cells: [] };

/** What cells of an imported notebook may ask for. Of what they train nobody is told: it is told where they are at home. */
function servicesOf(
  { number, of: { id, title, notebook } }: ImportedScope,
  services: StandardLibraryServices,
  bridge: FrameEnd,
): StandardLibraryServices {
  const listDatasets = () => bridge.request('dataset.list', { notebook: id });
  const styles = createImportedStyles(globalThis.document);
  const request = (name: FrameRequest, input: object) => {
    const refusal = refusals[name];
    if (refusal)
      return Promise.reject(
        new Error(
          `“${title}” ${refusal}, which does not come along with an import: only its data sets and files do.`,
        ),
      );
    // The input is that of the request by this name, and stays it.
    return bridge.request(name, (ofNotebook.has(name) ? { ...input, notebook: id } : input) as never);
  };
  // It is what it was, for fewer names.
  const narrowed = request as StandardLibraryServices['request'];
  const packages = createPackageLoader(
    { request: narrowed },
    { locked: (key) => readPackageLock(notebook).get(key), keep() {} },
    styles,
  );
  const files = createFilesBeside({ request: narrowed }, { get: () => notebook, subscribe: () => () => {} });
  return {
    ...services,
    request: narrowed,
    files,
    engine: services.engine.beside(`imported_${number}`, {
      listDatasets,
      openDataset: async (table) => (await bridge.request('dataset.open', { table, notebook: id })).database,
    }),
    crossFilters: createCrossFilters(),
    modules: {
      loadPackage: packages.load,
      loadFile: createFileModules(files, packages, styles).load,
    },
    refuseTraining:
      services.refuseTraining && (async () => (await listDatasets()).find(({ blocked }) => blocked)?.blocked),
    ...{ importCells: undefined, track: undefined, checkpoints: undefined, trialExchange: undefined },
  };
}

/** What is asked for by the rights of the imported notebook, and by its locks. */
const ofNotebook: ReadonlySet<FrameRequest> = new Set([
  'dataset.list',
  'dataset.open',
  'file.open',
  'package.load',
]);

const refusals: { readonly [K in FrameRequest]?: string } = {
  'connection.list': 'reads a database elsewhere',
  'connection.query': 'reads a database elsewhere',
  'model.read': 'reads a model',
  'predictions.open': 'reads logged predictions',
  'predictions.sketch': 'reads logged predictions',
  'run.list': 'reads tracked runs',
};
