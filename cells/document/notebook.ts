/**
 * What the author wrote. Nothing that a run produced ever lives here.
 */

/** Kinds that Cellar runs. A cell of any other type is kept byte for byte and shown as text (`unsupported`). */
export const cellKinds = [
  'javascript',
  'typescript',
  'observable',
  'markdown',
  'html',
  'tex',
  'dot',
  'sql',
  'input',
  'chart',
  'train',
  'tune',
  'evaluate',
] as const;
export type CellKind = (typeof cellKinds)[number] | 'unsupported';

/** When a cell runs: by itself whenever an input changed, when it is looked at, only when asked, or not at all. */
export const runModes = ['auto', 'lazy', 'manual', 'off'] as const;
export type RunMode = (typeof runModes)[number];

/** A notebook as a whole is not switched off. */
export type NotebookRunMode = Exclude<RunMode, 'off'>;

export const isRunMode = (text: string | undefined): text is RunMode =>
  runModes.some((mode) => mode === text);

export interface Cell {
  /** Positive and unique in the notebook; stable over edits and moves. */
  readonly id: number;
  readonly kind: CellKind;
  /** The `type` attribute as the file has it; for cells made here, the kind's own type. */
  readonly type: string;
  readonly source: string;
  /** The name that a cell of a kind other than javascript exposes. */
  readonly output?: string;
  /** Shows its source in the reading view. */
  readonly pinned: boolean;
  /** Shows no output of its own. */
  readonly hidden: boolean;
  /** Explicit run mode (`data-run`); absent means the kind's default. */
  readonly run?: RunMode;
  /** Every other attribute of the file, in file order: Observable's (`database`, `format`, `since`) and unknown ones. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Notebook {
  readonly title: string;
  readonly cells: readonly Cell[];
  /** Attributes of `<notebook>` other than the title: `theme`, `readonly`, `data-run` (see `runModeOf`), unknown ones. */
  readonly attributes: Readonly<Record<string, string>>;
}
