import type { RunScope } from './kernel';
import type { Program } from './program';
import type { Slot } from './slot';

/**
 * One execution of a cell, from its start until the next one starts, the cell is stopped, or it is removed. Thousands begin at
 * one edit, so what few cells ask for is made when asked for.
 */
export class Run {
  readonly program: Program;
  /** Values of the inputs that the graph gives, in order. */
  readonly inputs: readonly unknown[];
  startedAt: number;
  /** Set when an input changed while it ran on, as a manual cell does: its result is stale when it comes. */
  isOutdated = false;
  /** Settles with the body; stays open when the run ends before it. */
  result: Promise<unknown> | undefined;
  readonly #versions: readonly number[] | undefined;
  #controller: AbortController | undefined;
  #isEnded = false;
  #finish: (() => void) | undefined;

  constructor(program: Program, inputs: readonly unknown[], slots: readonly Slot[], startedAt: number) {
    this.program = program;
    this.inputs = inputs;
    this.startedAt = startedAt;
    this.#versions = inputs.every(isPrimitive) ? undefined : slots.map((slot) => slot.version);
  }

  /** True when a new run would run the same text on the same values: it would give the same. */
  ranOn(program: Program, inputs: readonly unknown[], slots: readonly Slot[]): boolean {
    if (program !== this.program || inputs.length !== this.inputs.length) return false;
    for (let i = 0; i < inputs.length; i++) {
      const value = inputs[i];
      if (!Object.is(value, this.inputs[i])) return false;
      // The same object given anew may have been changed in place.
      if (!isPrimitive(value) && this.#versions?.[i] !== slots[i]?.version) return false;
    }
    return true;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#isEnded) this.#controller.abort(new RunEnded());
    }
    return this.#controller.signal;
  }

  /** Asks it, once, to finish early with what it has. False when it cannot, or was asked before. */
  finish(): boolean {
    const listener = this.#finish;
    this.#finish = undefined;
    if (this.#isEnded || !listener) return false;
    listener();
    return true;
  }

  /** True when somebody listens to that, who may have something to let go of. */
  end(): boolean {
    if (this.#isEnded) return false;
    this.#isEnded = true;
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

  /** What a builtin that belongs to the run is told. */
  scope(cellId: number, { progress, warn }: Pick<RunScope, 'progress' | 'warn'>): RunScope {
    const signal = () => this.signal;
    return {
      cellId,
      get signal() {
        return signal();
      },
      progress,
      warn,
      onFinish: (listener) => {
        this.#finish = listener;
      },
    };
  }
}

function isPrimitive(value: unknown): boolean {
  return (typeof value !== 'object' && typeof value !== 'function') || value === null;
}

/** Why a signal was aborted. Named like the platform's, so that libraries treat it as such. */
class RunEnded extends Error {
  override readonly name = 'AbortError';
  constructor() {
    super('The cell was stopped, or runs again.');
  }
}
