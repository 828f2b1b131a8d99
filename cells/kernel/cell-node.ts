import type { CompiledCell } from '@/cells/compiler/compiled-cell';
import type { Cell, RunMode } from '@/cells/document/notebook';
import { createConsole } from './cell-console';
import type { CellDisplay } from './cell-display';
import { NotRun, placeOfName, Superseded, toCellError } from './cell-errors';
import { CellReport } from './cell-report';
import type { CellError } from './cell-run';
import type { RunScope } from './kernel';
import { isObserved } from './observe';
import { observeInput } from './observe-input';
import { Program } from './program';
import { Run } from './run';
import { failedInput } from './runtime';
import { bindArguments, type Scoped } from './scoped-values';
import { Slot } from './slot';
import type { World } from './world';

/** How the last finished run ended. A value stands in the cell's own slot. */
type Outcome = { readonly run: Run } & (
  | { readonly ok: true }
  | { readonly ok: false; readonly thrown: unknown }
);

/**
 * A cell in the graph. The runtime says when its inputs are ready (`compute`); here is decided whether it then runs, keeps
 * what it has, or waits to be asked, and every state it goes through.
 */
export class CellNode {
  readonly id: number;
  readonly display: CellDisplay;
  readonly report: CellReport;
  cell: Cell;
  mode: RunMode;
  isRemoved = false;
  /** Absent while the text does not compile. */
  compiled: CompiledCell | undefined;
  /** Names it defines; those of its last text that compiled, when this one does not. */
  names: readonly string[] = [];
  /** The names of `compiled.inputs` that the graph gives, in order. */
  inputs: readonly Slot[] = [];
  /** For each of `compiled.inputs` a value that belongs to the run, or undefined where the graph gives it. */
  scoped: readonly (Scoped | undefined)[] = [];
  /** The cell's value: the slot of its name when it is a single one. */
  own: Slot;

  readonly #world: World;
  #program: Program | undefined;
  #problem: CellError | undefined;
  #revision = 0;
  #run: Run | undefined;
  #outcome: Outcome | undefined;
  /** Asked to run, whatever the mode and whether or not anything changed. */
  #isOrdered = false;
  /** Stopped while queued. */
  #isHeld = false;
  #isVisible = false;
  #whenVisible: (() => void)[] = [];
  /** The runtime's present attempt has come as far as `compute`: a later error is the cell's own. */
  #isCalled = false;
  #waiter: { resolve(value: unknown): void; reject(error: unknown): void } | undefined;
  #shownVersion = -1;
  #clearedBy: Run | undefined;

  constructor(cell: Cell, mode: RunMode, world: World) {
    this.id = cell.id;
    this.display = world.display(cell.id);
    this.cell = cell;
    this.mode = mode;
    this.#world = world;
    this.own = new Slot(`cell ${cell.id}`);
    this.report = new CellReport(
      () => ({
        outputs: this.names,
        inputs: this.inputs.filter((slot) => slot.producer).map((slot) => slot.name),
      }),
      () => world.changed(this.id),
    );
  }

  get problem(): CellError | undefined {
    return this.#problem;
  }

  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  /** What a failed run threw. */
  get thrown(): unknown {
    return this.#outcome?.ok === false ? this.#outcome.thrown : undefined;
  }

  get hasValue(): boolean {
    return this.#outcome?.ok === true;
  }

  get isVisible(): boolean {
    return this.#isVisible;
  }

  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (isVisible) for (const tell of this.#whenVisible.splice(0)) tell();
  }

  /** Calls when the cell is known to be looked at; at once when it is. */
  onVisible(listener: () => void): void {
    if (this.#isVisible) listener();
    else this.#whenVisible.push(listener);
  }

  mayRun(): boolean {
    if (this.#problem || !this.#program) return false;
    if (this.#isOrdered) return true;
    if (this.mode === 'manual' || this.#world.isSafe()) return false;
    return this.mode === 'auto' || this.#isVisible || this.#world.isDemanded(this);
  }

  // ── What the author does ──────────────────────────────────────────────────────────────────────────────────────────

  /** A new text, or new meanings of the names in it. `own` is where its value goes. */
  setProgram(compiled: CompiledCell, own: Slot): void {
    this.#revision += 1;
    this.#program = new Program(compiled, `cell-${this.id}.${this.#revision}.js`);
    if (own !== this.own) {
      this.#drop();
      this.own = own;
    }
  }

  /** What was found before running: a syntax error, a name defined twice, a cycle. */
  setProblem(problem: CellError | undefined): void {
    const had = this.#problem !== undefined;
    this.#problem = problem;
    if (problem) {
      this.#drop();
      this.#isOrdered = false;
      this.#fail('failed', problem);
    } else if (had) {
      this.display.clear();
      this.report.rest('idle');
    }
  }

  order(): void {
    this.#isOrdered = true;
  }

  stop(): void {
    this.#isOrdered = false;
    if (this.#run?.finish()) return;
    if (this.#run) {
      this.#endRun();
      this.#rest();
      const waiter = this.#waiter;
      this.#waiter = undefined;
      try {
        waiter?.resolve(this.#replay());
      } catch (error) {
        waiter?.reject(error);
      }
    } else if (this.report.state === 'queued') {
      this.#isHeld = true;
      this.#rest();
    } else if (this.#endGenerators()) this.report.rest('stale');
  }

  remove(): void {
    this.isRemoved = true;
    this.#drop();
    this.display.clear();
  }

  // ── What the runtime tells ────────────────────────────────────────────────────────────────────────────────────────

  /** An input is about to change, or the cell was defined anew. */
  pending(): void {
    if (this.isRemoved) return;
    this.#release();
    this.#isHeld = false;
    this.#isCalled = false;
    if (!this.#run && this.mayRun()) this.report.rest('queued');
  }

  /** All inputs have their values. Gives the cell's value, or a promise or generator of it. */
  compute(inputs: readonly unknown[]): unknown {
    this.#isCalled = true;
    const program = this.#program;
    if (!program || this.isRemoved) throw new NotRun();
    const last = this.#run ?? this.#outcome?.run;
    const isSame = !this.#isOrdered && last?.ranOn(program, inputs, this.inputs) === true;
    const mayRun = this.mayRun() && !this.#isHeld;
    if (this.#run && (isSame || !mayRun)) {
      this.#run.isOutdated = !isSame;
      return this.#run === this.#outcome?.run ? this.own.read() : this.#attach(this.#run);
    }
    if (isSame) {
      this.#settle();
      return this.#replay();
    }
    if (!mayRun) {
      this.#rest();
      return this.#replay();
    }
    return this.#start(program, inputs);
  }

  fulfilled(): void {
    if (this.isRemoved || !this.#outcome?.ok) return;
    if (this.#run === this.#outcome.run) this.#finish(this.#run); // the first value of a generator
    if (this.compiled?.autodisplay && this.#shownVersion !== this.own.version) {
      this.#shownVersion = this.own.version;
      this.display.clear();
      this.#add(this.own.value);
    }
  }

  rejected(error: unknown): void {
    if (this.isRemoved || this.#problem || error instanceof NotRun || error instanceof Superseded) return;
    if (!this.#isCalled) this.#inputFailed(error);
    else if (this.#outcome?.ok) this.#ownError(this.#outcome.run, error); // a generator, after its start
  }

  // ── Several outputs, or the value of a shown input ────────────────────────────────────────────────────────────────

  /** The value of one output, taken from the cell's own. */
  output(slot: Slot, own: unknown): unknown {
    if (slot.takenFrom === this.own.version) return slot.read();
    slot.set(
      this.compiled?.autoview ? observeInput(toEventTarget(own)) : Reflect.get(Object(own), slot.name),
    );
    slot.takenFrom = this.own.version;
    const value = slot.read();
    if (isThenable(value)) {
      this.#world.busy(1);
      const settled = () => this.#world.busy(-1);
      value.then(settled, settled);
    }
    return value;
  }

  outputRejected(error: unknown): void {
    if (this.isRemoved || this.#problem || failedInput(error) !== undefined || error instanceof NotRun)
      return;
    if (this.#outcome?.ok) this.#ownError(this.#outcome.run, error);
  }

  // ── What the cell's own code does ─────────────────────────────────────────────────────────────────────────────────

  /** Shows a value in the cell, as `display` does. Refused from a run that is over. */
  show<T>(run: Run, value: T): T {
    if (run.isEnded || this.isRemoved)
      throw new Error(
        'Stale display: this run of the cell is over, another one has begun or it was stopped.',
      );
    if (this.#clearedBy !== run) {
      this.display.clear();
      this.#clearedBy = run;
    }
    this.#add(value);
    return value;
  }

  #add(value: unknown): void {
    const { display, id, names } = this;
    const name = names.length === 1 ? names[0] : undefined;
    display.add(display.accepts(value) ? value : this.#world.inspect(value, { cellId: id, name }));
  }

  /** An error in what a run left behind: the cell's value stands, its console says what happened. */
  printUncaught(error: unknown): void {
    const { name, message, line } = toCellError(error, this.#program);
    this.report.print({
      level: 'error',
      text: `Uncaught ${name}: ${message}${line ? ` (line ${line})` : ''}`,
    });
  }

  scopeOf(run: Run): RunScope {
    return run.scope(this.id, (progress) => {
      if (run === this.#run) this.report.progress(progress);
    });
  }

  // ── Runs ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  #start(program: Program, inputs: readonly unknown[]): unknown {
    this.#isOrdered = false;
    this.#endRun();
    const now = performance.now();
    const run = new Run(program, inputs, this.inputs, now);
    this.#run = run;
    this.#world.busy(1);
    // Who holds something from the last run lets go of it before the next one takes it up.
    const isHeldByLast = this.#outcome?.run.end() ?? false;
    const pause = this.#world.tasks.breathe(now) ?? (isHeldByLast ? Promise.resolve() : undefined);
    const result = pause ? pause.then(() => this.#resume(run)) : this.#execute(run);
    if (!(result instanceof Promise)) return result;
    run.result = result;
    return this.#attach(run);
  }

  #resume(run: Run): unknown {
    if (run.isEnded) return undefined;
    run.startedAt = performance.now();
    return this.#execute(run);
  }

  #execute(run: Run): unknown {
    this.report.begin();
    let value: unknown;
    try {
      const args = bindArguments(this.scoped, this, run);
      const body = run.program.body(() => this.#console(run));
      value = args instanceof Promise ? args.then((ready) => body(...ready)) : body(...args);
    } catch (error) {
      this.#ownError(run, error);
      throw error;
    }
    if (!isThenable(value)) return this.#succeed(run, value);
    return Promise.resolve(value).then(
      (settled) => this.#succeed(run, settled),
      (error) => {
        this.#ownError(run, error);
        throw error;
      },
    );
  }

  /** What the runtime waits for: the run's result, unless the runtime is told to go on before. */
  #attach(run: Run): Promise<unknown> {
    this.#release();
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
      run.result?.then(resolve, reject);
    });
  }

  #release(): void {
    this.#waiter?.reject(new Superseded());
    this.#waiter = undefined;
  }

  #succeed(run: Run, value: unknown): unknown {
    if (run !== this.#run) return undefined; // nobody waits for it any more
    this.#outcome?.run.end();
    this.#outcome = { ok: true, run };
    this.own.set(value);
    // A generator has run once it gave a value; one that waits for somebody to call has already.
    if (!this.own.stream || isObserved(this.own.stream.source)) this.#finish(run);
    return this.own.read();
  }

  #finish(run: Run): void {
    this.#run = undefined;
    this.#world.busy(-1);
    this.report.took(performance.now() - run.startedAt);
    this.#settle();
    if (!this.compiled?.autodisplay && this.#clearedBy !== run) {
      this.#clearedBy = run;
      this.display.clear();
    }
  }

  #ownError(run: Run, thrown: unknown): void {
    if (run.isEnded || (run !== this.#run && run !== this.#outcome?.run)) return;
    if (this.#run === run) {
      this.#run = undefined;
      this.#world.busy(-1);
      this.report.took(performance.now() - run.startedAt);
    }
    if (this.#outcome?.run !== run) this.#outcome?.run.end();
    this.#outcome = { ok: false, run, thrown };
    this.own.clear();
    const keepsDisplays = this.#clearedBy === run;
    this.#fail('failed', toCellError(thrown, run.program), keepsDisplays);
  }

  #endRun(): void {
    if (!this.#run) return;
    this.#run.end();
    if (this.#outcome?.run === this.#run) this.#forget(); // a generator without a first value
    this.#run = undefined;
    this.#world.busy(-1);
  }

  // ── States ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** After a run, or instead of one that is not needed. */
  #settle(): void {
    const outcome = this.#outcome;
    if (!outcome) return;
    if (!outcome.ok) this.#fail('failed', toCellError(outcome.thrown, outcome.run.program), true);
    else this.report.rest(outcome.run.isOutdated || this.#isInputStale() ? 'stale' : 'fresh');
  }

  /** Not running, though it might have to. */
  #rest(): void {
    const hasRun = this.#outcome !== undefined;
    if (this.#outcome?.ok === false) {
      this.#forget();
      this.display.clear();
    }
    this.report.rest(hasRun ? 'stale' : 'idle');
  }

  /** Nothing is on its way for a queued cell: it waits for a value that somebody outside has yet to give. */
  restIfQueued(): void {
    if (this.report.state === 'queued') this.#rest();
  }

  #isInputStale(): boolean {
    for (const slot of this.inputs) if (slot.producer?.report.state === 'stale') return true;
    return false;
  }

  #replay(): unknown {
    if (!this.#outcome) throw new NotRun();
    if (!this.#outcome.ok) throw this.#outcome.thrown;
    return this.own.read();
  }

  #inputFailed(error: unknown): void {
    if (this.#run && this.mode === 'manual') {
      this.#run.isOutdated = true; // what was started by hand is not ended by an edit elsewhere
      return;
    }
    this.#isOrdered = false;
    const name = failedInput(error);
    const roots = this.inputs.flatMap((slot) => slot.producer ?? []);
    const failed = roots.find((node) => node.report.error !== undefined);
    // Its own mistakes come first: a name that nobody defines, a builtin that could not be loaded.
    const own =
      this.inputs.find((slot) => !slot.producer && !this.#world.isBuiltIn(slot.name)) ??
      this.inputs.find((slot) => !slot.producer && slot.name === name);
    if (!own && !failed && roots.some((node) => node.report.state !== 'fresh')) {
      this.#endRun();
      this.#rest();
      return;
    }
    this.#drop();
    if (own && !this.#world.isBuiltIn(own.name)) {
      const place = placeOfName(this.cell.source, own.name);
      this.#fail('failed', { name: 'ReferenceError', message: `${own.name} is not defined`, ...place });
    } else if (own || !failed) this.#fail('failed', toCellError(error));
    else {
      const rootCell = failed.report.error?.rootCell ?? failed.id;
      const message = `Waits for ${failed.names[0] ?? `cell ${failed.id}`}, which has no value because of an error.`;
      this.#fail('blocked', { name: 'Blocked', message, rootCell });
    }
  }

  #fail(state: 'failed' | 'blocked', error: CellError, keepsDisplays = false): void {
    const isShown =
      this.report.error?.message === error.message && this.report.state === state && keepsDisplays;
    this.report.fail(state, error);
    if (isShown) return;
    if (!keepsDisplays) this.display.clear();
    this.display.add(this.#world.inspectError(error, { cellId: this.id }));
    this.#clearedBy = undefined;
    this.#shownVersion = -1;
  }

  // ── Ends ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Ends everything that the cell holds: nothing of it is of use any more. */
  #drop(): void {
    this.#release();
    this.#endRun();
    this.#forget();
  }

  #forget(): void {
    this.#outcome?.run.end();
    this.#outcome = undefined;
    this.own.clear();
    for (const name of this.names) {
      const slot = this.#world.slot(name);
      if (slot.producer === this) slot.clear();
    }
  }

  /** Ends generators that produce by themselves; those that follow an input stay. True when there was one. */
  #endGenerators(): boolean {
    const streams = [this.own, ...this.names.map((name) => this.#world.slot(name))]
      .flatMap((slot) => slot.stream ?? [])
      .filter((stream) => !stream.isDone && !isObserved(stream.source));
    for (const stream of streams) stream.close();
    return streams.length > 0;
  }

  #console(run: Run): Console {
    return createConsole((entry) => {
      if (!run.isEnded) this.report.print(entry);
    });
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function toEventTarget(value: unknown): EventTarget {
  if (typeof EventTarget !== 'undefined' && value instanceof EventTarget) return value;
  throw new TypeError('The cell shows no input element, so it has no live value.');
}
