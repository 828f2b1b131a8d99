import type { CellDisplay } from './cell-display';
import type { CellNode } from './cell-node';
import type { CellError } from './cell-run';
import type { Slot } from './slot';
import type { Tasks } from './tasks';

/** What a cell's node may ask of the kernel. */
export interface World {
  readonly tasks: Tasks;
  slot(name: string): Slot;
  display(cellId: number): CellDisplay;
  /** A name that is there without any cell: of the standard library or of the browser. */
  isBuiltIn(name: string): boolean;
  /** Where what a cell makes is seen: an imported one shows itself where it is imported. */
  placeOf(node: CellNode): HTMLElement;
  /** Puts such a name of an imported notebook into the graph. */
  provide(name: string): void;
  /** Nothing runs by itself. */
  isSafe(): boolean;
  /** True when a cell that runs by itself depends on this one. */
  isDemanded(node: CellNode): boolean;
  /** Counts what is on its way: runs, promised outputs. */
  busy(change: 1 | -1): void;
  changed(cellId: number): void;
  isSameValue?: ((before: unknown, after: unknown) => boolean) | undefined;
  inputIsNamed?: ((name: string, element: EventTarget) => void) | undefined;
  inspect(value: unknown, place: { cellId: number; name?: string }): Node;
  inspectError(error: CellError, place: { cellId: number }): Node;
}
