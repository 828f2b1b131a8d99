import type { CellProgress } from './cell-run';
import type { RunScope } from './kernel';
import type { Program } from './program';

/** What a run runs on. The same basis gives the same outcome: no need to run again. */
export interface Basis {
  readonly program: Program;
  /** Values of the inputs that the graph gives, in order, with the versions they had. */
  readonly inputs: readonly unknown[];
  readonly versions: readonly number[];
}

/** One execution of a cell, from its start until the next one starts, the cell is stopped, or it is removed. */
export class Run {
  readonly basis: Basis;
  readonly scope: RunScope;
  startedAt = performance.now();
  /** Set when an input changed while it ran on, as a manual cell does: its result is stale when it comes. */
  isOutdated = false;
  /** Settles with the body; stays open when the run ends before it. */
  result: Promise<unknown> | undefined;
  #controller: AbortController | undefined;
  #ended = false;

  constructor(cellId: number, basis: Basis, onProgress: (run: Run, progress?: CellProgress) => void) {
    this.basis = basis;
    const signal = () => this.signal;
    this.scope = {
      cellId,
      get signal() {
        return signal();
      },
      progress: (progress) => onProgress(this, progress),
    };
  }

  get isEnded(): boolean {
    return this.#ended;
  }

  /** Made when first asked for: most cells never do. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#ended) this.#controller.abort(new RunEnded());
    }
    return this.#controller.signal;
  }

  /** True when somebody listens to that, who may have something to let go of. */
  end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#controller?.abort(new RunEnded());
    return this.#controller !== undefined;
  }

  /** Resolves when the run ends. */
  invalidation(): Promise<void> {
    const { signal } = this;
    return new Promise((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}

/** Why a signal was aborted. Named like the platform's, so that libraries treat it as such. */
class RunEnded extends Error {
  override readonly name = 'AbortError';
  constructor() {
    super('The cell was stopped, or runs again.');
  }
}
