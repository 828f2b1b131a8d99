import { CellConsole } from './cell-console';
import type { CellError, CellProgress, CellRun, CellState, ConsoleEntry } from './cell-run';

type Names = Pick<CellRun, 'outputs' | 'inputs'>;

/** Milliseconds between two times that printing is told of. */
const printMs = 100;

/** What the world is told of a cell: a snapshot that is a new object only when something in it changed. */
export class CellReport {
  readonly #names: () => Names;
  readonly #onChange: () => void;
  #state: CellState = 'idle';
  #error: CellError | undefined;
  #startedAt: number | undefined;
  #durationMs: number | undefined;
  #progress: CellProgress | undefined;
  #console: CellConsole | undefined;
  #snapshot: CellRun | undefined;
  #isPrinting = false;

  constructor(names: () => Names, onChange: () => void) {
    this.#names = names;
    this.#onChange = onChange;
  }

  get state(): CellState {
    return this.#state;
  }

  get error(): CellError | undefined {
    return this.#error;
  }

  /** Any state without an error; progress ends with running. */
  rest(state: Exclude<CellState, 'failed' | 'blocked'>): void {
    if (state === this.#state && this.#error === undefined) return;
    this.#state = state;
    this.#error = undefined;
    this.#progress = undefined;
    this.changed();
  }

  begin(): void {
    this.#console = undefined;
    this.#startedAt = Date.now();
    this.rest('running');
  }

  fail(state: 'failed' | 'blocked', error: CellError): void {
    this.#state = state;
    this.#error = error;
    this.#progress = undefined;
    this.changed();
  }

  took(durationMs: number): void {
    this.#durationMs = durationMs;
  }

  progress(progress: CellProgress | undefined): void {
    this.#progress = progress;
    this.changed();
  }

  print(entry: ConsoleEntry): void {
    this.#console ??= new CellConsole();
    this.#console.add(entry);
    this.#snapshot = undefined;
    // A cell that prints for ever is told of some times a second, so that the page can do something else.
    if (this.#isPrinting) return;
    this.#isPrinting = true;
    this.#onChange();
    setTimeout(() => {
      this.#isPrinting = false;
      if (!this.#snapshot) this.#onChange();
    }, printMs);
  }

  changed(): void {
    this.#snapshot = undefined;
    this.#onChange();
  }

  get snapshot(): CellRun {
    this.#snapshot ??= {
      state: this.#state,
      ...(this.#error ? { error: this.#error } : {}),
      ...(this.#state === 'running' ? { startedAt: this.#startedAt } : {}),
      ...(this.#durationMs === undefined ? {} : { durationMs: this.#durationMs }),
      ...(this.#progress ? { progress: this.#progress } : {}),
      console: this.#console?.entries ?? [],
      ...this.#names(),
    };
    return this.#snapshot;
  }
}
