import { isObserved } from './observe';

/** What Observable takes for a generator. */
export interface Source {
  next(sent?: unknown): IteratorResult<unknown> | Promise<IteratorResult<unknown>>;
  return(value?: unknown): unknown;
}

export function isSource(value: unknown): value is Source {
  return (
    typeof value === 'object' &&
    value !== null &&
    'next' in value &&
    typeof value.next === 'function' &&
    'return' in value &&
    typeof value.return === 'function'
  );
}

/**
 * A generator that makes values by itself gives at most one in this time, as if bound to a screen. One that takes longer is
 * never held up: timers are slow in a hidden page.
 */
const paceMs = 16;

/**
 * A generator that outlives the runtime's interest in it. The runtime ends a generator whenever it computes a variable
 * again; a cell whose inputs turn out not to have changed keeps its generator, and hands out a new reader of it.
 */
export class Stream {
  readonly source: Source;
  readonly #onValue: () => void;
  readonly #isPaced: boolean;
  #takenAt = Number.NEGATIVE_INFINITY;
  #latest: { readonly value: unknown } | undefined;
  #done = false;
  #pull: Promise<void> | undefined;

  constructor(source: Source, onValue: () => void) {
    this.source = source;
    this.#isPaced = !isObserved(source);
    this.#onValue = onValue;
  }

  get latest(): { readonly value: unknown } | undefined {
    return this.#latest;
  }

  get isDone(): boolean {
    return this.#done;
  }

  /** Gives the present value first, when there is one. Ending a reader leaves the stream open. */
  reader(): Source {
    let given: { readonly value: unknown } | undefined;
    let ended = false;
    let end: (result: IteratorResult<unknown>) => void = () => {};
    const done = { done: true, value: undefined } as const;
    const next = (): IteratorResult<unknown> | Promise<IteratorResult<unknown>> => {
      if (ended) return done;
      if (this.#latest && this.#latest !== given) {
        given = this.#latest;
        return { done: false, value: given.value };
      }
      if (this.#done) return done;
      return new Promise((resolve, reject) => {
        end = resolve;
        this.#next().then(() => resolve(next()), reject);
      });
    };
    return {
      next,
      return() {
        ended = true;
        end(done);
        return done;
      },
    };
  }

  close(): void {
    if (this.#done) return;
    this.#done = true;
    try {
      // A source may answer with a promise; how its end goes concerns nobody any more.
      Promise.resolve(this.source.return()).catch(() => {});
    } catch {}
  }

  #next(): Promise<void> {
    this.#pull ??= this.#take().finally(() => {
      this.#pull = undefined;
    });
    return this.#pull;
  }

  async #take(): Promise<void> {
    const wait = this.#isPaced ? this.#takenAt + paceMs - performance.now() : 0;
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    if (this.#done) return;
    this.#takenAt = performance.now();
    const { done, value } = await this.source.next(this.#latest?.value);
    const settled = await value;
    if (this.#done) return;
    if (done) this.#done = true;
    else {
      this.#latest = { value: settled };
      this.#onValue();
    }
  }
}
