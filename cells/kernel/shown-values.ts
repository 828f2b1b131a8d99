import type { CellDisplay } from './cell-display';
import type { CellError } from './cell-run';
import type { Run } from './run';
import type { Slot } from './slot';
import type { World } from './world';

interface Place {
  readonly id: number;
  readonly names: readonly string[];
  readonly display: CellDisplay;
}

/** What stands in the output of a cell, and whose it is. */
export class ShownValues {
  readonly #cell: Place;
  readonly #world: Pick<World, 'inspect' | 'inspectError'>;
  /** Of the value that is shown by itself. */
  #version = -1;
  /** The run whose values stand there. */
  #run: Run | undefined;

  constructor(cell: Place, world: Pick<World, 'inspect' | 'inspectError'>) {
    this.#cell = cell;
    this.#world = world;
  }

  /** One more value of a run; the first takes the place of what stood there. */
  add(run: Run, value: unknown): void {
    this.makeRoom(run);
    this.#put(value);
  }

  /** Nothing of another run stands there any more. */
  makeRoom(run: Run): void {
    if (this.isOf(run)) return;
    this.#cell.display.clear();
    this.#run = run;
  }

  isOf(run: Run): boolean {
    return this.#run === run;
  }

  /** The value as it is now, in place of what it was. */
  showLatest({ version, value }: Slot): void {
    if (this.#version === version) return;
    this.#version = version;
    this.#cell.display.clear();
    this.#put(value);
  }

  /** It is shown already. */
  stands({ version }: Slot): void {
    this.#version = version;
  }

  fail(error: CellError): void {
    this.#cell.display.add(this.#world.inspectError(error, { cellId: this.#cell.id }));
    this.#run = undefined;
    this.#version = -1;
  }

  #put(value: unknown): void {
    const { display, id, names } = this.#cell;
    const name = names.length === 1 ? names[0] : undefined;
    display.add(display.accepts(value) ? value : this.#world.inspect(value, { cellId: id, name }));
  }
}
