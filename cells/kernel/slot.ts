import type { CellNode } from './cell-node';
import { isSource, Stream } from './stream';

/** A name in the graph: who defines it, and its value. One object for the life of the kernel, whoever defines the name. */
export class Slot {
  readonly name: string;
  producer: CellNode | undefined;
  readonly readers = new Set<CellNode>();
  /** Grows with every value made: an object changed in place is a new value too. */
  version = 0;
  /** For one of several outputs: the version of the cell's own value it was taken from. */
  takenFrom = -1;
  #value: unknown;
  #stream: Stream | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** The generator behind the value, when there is one. */
  get stream(): Stream | undefined {
    return this.#stream;
  }

  /** The present value: of a generator its latest. */
  get value(): unknown {
    return this.#stream ? this.#stream.latest?.value : this.#value;
  }

  set(value: unknown): void {
    this.clear();
    this.version += 1;
    if (isSource(value)) {
      this.#stream = new Stream(value, () => {
        this.version += 1;
      });
    } else this.#value = value;
  }

  /** The value as the runtime takes it: for a generator, a reader that begins with its latest value. */
  read(): unknown {
    return this.#stream ? this.#stream.reader() : this.#value;
  }

  clear(): void {
    this.#stream?.close();
    this.#stream = undefined;
    this.#value = undefined;
    this.takenFrom = -1;
  }
}
