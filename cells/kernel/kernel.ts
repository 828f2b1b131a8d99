import type { CompileContext, CompiledCell } from '@/cells/compiler/compiled-cell';
import type { Cell, Notebook, RunMode } from '@/cells/document/notebook';
import type { CellError, CellProgress, CellRun } from './cell-run';

/** What a cell is told about itself while it runs; builtins such as `sql` and `ml` receive it. */
export interface RunScope {
  readonly cellId: number;
  /** Aborted when the cell is stopped, superseded or removed. */
  readonly signal: AbortSignal;
  progress(progress: CellProgress | undefined): void;
  /** Says in the cell's console what its author should know; with `about`, what readers of its value should: reports repeat it. */
  warn?(text: string, about?: 'value'): void;
  /**
   * A run that can end early with a useful value gives this a listener: a person's first stop then calls it instead of
   * aborting; a second stop, or an edit, aborts. Training keeps its best so far in this way.
   */
  onFinish?(listener: () => void): void;
}

/**
 * A name that cells may use unimported. Made once at first use; with `perCell`, once for every run, with that run's scope.
 */
export type Builtin =
  | { readonly make: () => unknown | Promise<unknown> }
  | { readonly perCell: (scope: RunScope) => unknown | Promise<unknown> };

/** Cells of other notebooks that run in this graph, under names of their own: see `imports/link-imports.ts`. */
export interface KernelImports {
  /** What a cell that imports gives under its names: those of the graph that they stand for. */
  links(cellId: number): { readonly names: ReadonlyMap<string, string> } | undefined;
  /** The names that cells of an imported notebook may use unimported. */
  builtins(scope: number): Readonly<Record<string, Builtin>>;
  /** Where an imported cell is at home; undefined for cells of the notebook itself. */
  describe(cellId: number): { readonly title: string; readonly cellId: number } | undefined;
}

export interface KernelOptions {
  /** How cells compile, and when they run by themselves: `compileCell` and `runModeOf` of `cells/kinds`. */
  readonly compile: (cell: Cell, context: CompileContext) => CompiledCell;
  readonly runMode: (cell: Cell, notebook: Notebook) => RunMode;
  readonly builtins: Readonly<Record<string, Builtin>>;
  readonly imports?: KernelImports;
  /** Turns a displayed value into a node; `cellId` is where it stands. */
  readonly inspect: (value: unknown, place: { cellId: number; name?: string }) => Node;
  /** Whether a value that a run gave is the one before, made anew: then nothing that depends on it runs. Primitives need no asking. */
  readonly isSameValue?: (before: unknown, after: unknown) => boolean;
  readonly inspectError: (error: CellError, place: { cellId: number }) => Node;
  /** An input that a cell shows has its name; who sets it now, and announces that, sets its first value. */
  readonly inputIsNamed?: (name: string, element: EventTarget) => void;
  /** Safe mode: nothing runs until `run` is called. */
  readonly safe?: boolean;
}

export interface Kernel {
  /** Takes the author's state: compiles and (by run mode) runs what changed, removes what is gone, keeps the rest. */
  setNotebook(notebook: Notebook): void;
  get(cellId: number): CellRun;
  /** The element that holds what the cell displays; the same element for the life of the cell. */
  root(cellId: number): HTMLElement;
  /** Runs the given cells (their stale inputs first), all of them, or those stale or never run; none that is switched off. */
  run(which: readonly number[] | 'all' | 'stale'): void;
  /** What these cells read besides other cells is another thing now: they run again, or are stale where they wait to be asked. */
  outdate(cellIds: readonly number[]): void;
  /** Stops the given cells, or everything. Resolves when they no longer run. */
  stop(cellIds?: readonly number[]): Promise<void>;
  /** Tells that a lazy cell is on screen. */
  setVisible(cellId: number, visible: boolean): void;
  /** Resolves with the present value of a name; rejects with its error. */
  value(name: string): Promise<unknown>;
  /** The present value of a name, without waiting; undefined while it has none. */
  peek(name: string): { readonly value: unknown } | undefined;
  /** The cell that defines a name. */
  definedBy(name: string): number | undefined;
  /** The cells that `cellId` depends on, transitively, itself included, in document order. */
  slice(cellId: number): number[];
  /** Resolves when nothing is queued or running. */
  settled(): Promise<void>;
  subscribe(listener: (changed: ReadonlySet<number>) => void): () => void;
  dispose(): void;
}
