import type { CellError, CellProgress, CellState } from '../cell-run';

/** What a cell that imports says of itself, from the cells that run for it. */
export interface Mirrored {
  readonly state: CellState;
  readonly error?: CellError;
  readonly progress?: CellProgress | undefined;
  /** Shows the inputs among what it imports, where nobody asked for them by themselves. */
  readonly shown: readonly HTMLElement[];
}
