/** A cell ready to be defined in the graph. */
export interface CompiledCell {
  /** Source text of a function expression that takes `inputs` by position. */
  readonly body: string;
  /** Names the body reads: other cells' and builtins. */
  readonly inputs: readonly string[];
  /** Names it defines. One name and `single`: the value itself; otherwise the body returns an object of them. */
  readonly outputs: readonly string[];
  readonly single: boolean;
  /** Shows its value by itself. */
  readonly autodisplay: boolean;
  /** The displayed value is an input element whose value is the output (`viewof`). */
  readonly autoview: boolean;
  /** The output is a live value; `mutable$` and its name is what other cells change it by. */
  readonly automutable?: boolean;
  /** Literal names given to FileAttachment. */
  readonly files: readonly string[];
  /** Tables that a SQL text reads, as written there: cells' outputs or attached data sets. */
  readonly tables: readonly string[];
  /** Lines that `body` puts before the author's first line. */
  readonly lineOffset: number;
  /** What it imports, as written: `npm:d3-array@3`, `./look.js`. */
  readonly imports?: readonly string[];
  /** What it imports from other notebooks: then its outputs are cells of theirs. */
  readonly notebooks?: readonly NotebookImport[];
}

/** Cells of another notebook under names of this one. */
export interface NotebookImport {
  /** What stands behind `notebook:`, the other's title as a link writes it, or its id. */
  readonly notebook: string;
  readonly names: readonly { readonly name: string; readonly as: string }[];
  /** What stands in place of the other's `name`: this notebook's `from`. */
  readonly injected: readonly { readonly name: string; readonly from: string }[];
}

/** What compiling one cell may know of the rest of the notebook. */
export interface CompileContext {
  /** Names that other cells define: a SQL table of that name becomes an input. */
  readonly names: ReadonlySet<string>;
}

/** A mistake in a cell's text, with its place (1-based) when it is known. */
export class CompileError extends Error {
  override readonly name = 'SyntaxError';
  constructor(
    message: string,
    readonly line?: number,
    readonly column?: number,
  ) {
    super(message);
  }
}
