import type { CellDisplay } from '../cell-display';
import type { CellReport } from '../cell-report';
import type { Slot } from '../slot';
import { splitName } from './imported-name';
import type { Mirrored } from './mirrored';

/** Most cells import nothing: they share this. */
const none: ReadonlyMap<Slot, Slot> = new Map();
const nothing: readonly Slot[] = [];
const noElements: readonly HTMLElement[] = [];

/** What a cell has that imports from other notebooks; nothing of it in all others. */
export class PassedNames {
  /** Its names, and those of other notebooks' cells that they stand for. */
  passes: ReadonlyMap<Slot, Slot> = none;
  /** What the cell needs besides its inputs: the latter, and what replaces names there. */
  needs: readonly Slot[] = nothing;
  /** Where the inputs stand that it shows. */
  #shown: readonly HTMLElement[] = noElements;

  /** The value of a name that it imports, in its slot here. */
  pass(slot: Slot, from: Slot, value: unknown): unknown {
    if (slot.takenFrom !== from.version) {
      slot.set(value);
      slot.takenFrom = from.version;
    }
    return value;
  }

  /** Says in the cell's name what is to be said of those that it imports, and shows their inputs. */
  show(
    { report, display }: { report: CellReport; display: CellDisplay },
    { state, progress, shown }: Mirrored,
  ): void {
    const isThere =
      !report.error &&
      shown.length === this.#shown.length &&
      shown.every((root) => root.parentNode === display.root);
    if (!isThere) {
      display.clear();
      for (const root of shown) display.add(root);
      this.#shown = shown;
    }
    if (state === 'running' && report.state !== 'running') report.begin();
    else if (state !== 'failed' && state !== 'blocked') report.rest(state);
    if (state === 'running' && report.snapshot.progress !== progress) report.progress(progress);
  }

  /** Its display has been used for something else. */
  hide(): void {
    this.#shown = [];
  }
}

/** A name of the notebook itself: not of one that it imports. */
export const isOwnName = ({ name }: Slot): boolean => splitName(name).scope === undefined;
