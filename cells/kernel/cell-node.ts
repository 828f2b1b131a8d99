import type { CompiledCell } from '@/cells/compiler/compiled-cell';
import type { Cell, RunMode } from '@/cells/document/notebook';
import { findBlame } from './blame';
import { createConsole } from './cell-console';
import type { CellDisplay } from './cell-display';
import { NotRun, Superseded, toCellError } from './cell-errors';
import { CellReport } from './cell-report';
import type { CellError } from './cell-run';
import { CellValue } from './cell-value';
import type { Mirrored } from './imports/mirrored';
import { isOwnName, PassedNames } from './imports/passed-names';
import { KeptInputs } from './kept-inputs';
import type { RunScope } from './kernel';
import { observedInput } from './observe-input';
import { Program } from './program';
import { Run } from './run';
import { failedInput } from './runtime';
import { bindArguments, type Scoped } from './scoped-values';
import { ShownValues } from './shown-values';
import type { Slot } from './slot';
import { isThenable } from './thenable';
import { Visibility } from './visibility';
import type { World } from './world';

/**
 * A cell in the graph. The runtime says when its inputs are ready (`compute`); here is decided whether it then runs, keeps
 * what it has, or waits to be asked, and every state it goes through.
 */
export class CellNode {
  readonly id: number;
  readonly display: CellDisplay;
  readonly report: CellReport;
  readonly visibility = new Visibility();
  cell: Cell;
  mode: RunMode;
  isRemoved = false;
  /** Absent while the text does not compile. */
  compiled: CompiledCell | undefined;
  /** Names it defines; those of its last text that compiled, when this one does not. */
  names: readonly string[] = [];
  /** The names of `compiled.inputs` that the graph gives, in order. */
  inputs: readonly Slot[] = [];
  /** What it imports from other notebooks. */
  readonly imported = new PassedNames();
  /** What a person set in the inputs that it shows. */
  readonly inputsShown = new KeptInputs();
  /** For each of `compiled.inputs` a value that belongs to the run, or undefined where the graph gives it. */
  scoped: readonly (Scoped | undefined)[] = [];

  readonly #world: World;
  readonly #value: CellValue;
  readonly #shown: ShownValues;
  #program: Program | undefined;
  #problem: CellError | undefined;
  #revision = 0;
  #run: Run | undefined;
  /** Asked to run, whatever the mode and whether or not anything changed. */
  #isOrdered = false;
  /** Stopped while queued. */
  #isHeld = false;
  /** The runtime's present attempt has come as far as `compute`: a later error is the cell's own. */
  #isCalled = false;
  #waiter: { resolve(value: unknown): void; reject(error: unknown): void } | undefined;
  /** While it is parked with a value. */
  #putBack: (() => void) | undefined;

  constructor(cell: Cell, mode: RunMode, world: World) {
    this.id = cell.id;
    this.display = world.display(cell.id);
    this.cell = cell;
    this.mode = mode;
    this.#world = world;
    this.#value = new CellValue(cell.id);
    this.#shown = new ShownValues(this, world);
    this.report = new CellReport(
      () => ({
        outputs: this.names,
        inputs: [...this.inputs, ...this.imported.needs.filter(isOwnName)].flatMap(({ name, producer }) =>
          producer ? name : [],
        ),
      }),
      () => world.changed(this.id),
    );
  }

  get problem(): CellError | undefined {
    return this.#problem;
  }

  /** What a failed run threw. */
  get thrown(): unknown {
    return this.#value.failure?.thrown;
  }

  get hasValue(): boolean {
    return this.#value.exists;
  }

  get showsInput(): boolean {
    return this.compiled?.autoview === true || !this.inputsShown.isEmpty;
  }

  mayRun(): boolean {
    if (this.#problem || !this.#program || this.mode === 'off') return false;
    if (this.#isOrdered) return true;
    if (this.mode === 'manual' || this.#world.isSafe()) return false;
    return this.mode === 'auto' || this.visibility.isSeen || this.#world.isDemanded(this);
  }

  // ── What the author does ──────────────────────────────────────────────────────────────────────────────────────────

  /** A new text, or new meanings of the names in it. Its value goes to `own`, further names to `outputs`. */
  setProgram(compiled: CompiledCell, own: Slot, outputs: readonly Slot[]): void {
    const putBack = this.#putBack;
    this.#putBack = undefined;
    if (putBack && compiled === this.#program?.compiled && own === this.#value.own) {
      putBack();
      this.#shown.stands(own);
      return;
    }
    if (putBack) {
      this.#drop();
      this.display.clear();
    }
    this.#revision += 1;
    this.#program = new Program(compiled, `cell-${this.id}.${this.#revision}.js`);
    if (own !== this.#value.own) {
      this.#drop();
      this.#value.own = own;
    }
    this.#value.outputs = outputs;
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
        waiter?.resolve(this.#value.read());
      } catch (error) {
        waiter?.reject(error);
      }
    } else if (this.report.state === 'queued') {
      this.#isHeld = true;
      this.#rest();
    } else if (this.#value.endGenerators()) this.report.rest('stale');
  }

  /** Takes it out of the graph; what it has and shows stays for `revive`, except what goes on living by itself. */
  park(): void {
    this.isRemoved = true;
    this.#release();
    const endsByItself = !this.compiled?.inputs.some((name) => name === 'invalidation' || name === 'signal');
    this.#putBack = !this.#run && endsByItself ? this.#value.takeOut() : undefined;
    if (this.#putBack) return;
    this.#drop();
    this.display.clear();
  }

  /** Back in the graph as it was, until `setProgram` finds another text. */
  revive(): void {
    this.isRemoved = false;
  }

  remove(): void {
    this.isRemoved = true;
    this.#putBack = undefined;
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
    const last = this.#run ?? this.#value.run;
    const isSame = !this.#isOrdered && last?.ranOn(program, inputs, this.inputs) === true;
    const mayRun = this.mayRun() && !this.#isHeld;
    if (this.#run && (isSame || !mayRun)) {
      this.#run.isOutdated = !isSame;
      return this.#run === this.#value.run ? this.#value.read() : this.#attach(this.#run);
    }
    if (isSame) {
      this.#settle();
      return this.#value.read();
    }
    if (!mayRun) {
      this.#rest();
      return this.#value.read();
    }
    return this.#start(program, inputs);
  }

  fulfilled(): void {
    const { run, own, exists } = this.#value;
    if (this.isRemoved || !exists) return;
    if (run && this.#run === run) this.#finish(run); // the first value of a generator
    if (this.compiled?.autodisplay && !this.compiled.automutable) this.#shown.showLatest(own);
  }

  /** A live value that others change shows as it is now. */
  outputFulfilled(name: string): void {
    const { compiled } = this;
    if (this.isRemoved || !this.#value.exists || !compiled?.automutable || !compiled.autodisplay) return;
    if (name === compiled.outputs[0]) this.#shown.showLatest(this.#world.slot(name));
  }

  rejected(error: unknown): void {
    if (this.isRemoved || this.#problem || error instanceof NotRun || error instanceof Superseded) return;
    if (!this.#isCalled) this.#inputFailed(error);
    else this.#laterError(error);
  }

  // ── Several outputs, or the value of a shown input ────────────────────────────────────────────────────────────────

  /** The value of one output, taken from the cell's own. */
  output(slot: Slot, own: unknown): unknown {
    const value = this.#value.readOutput(slot, own, {
      kept: this.compiled?.autoview === true ? this.inputsShown : undefined,
      isNamed: this.#world.inputIsNamed,
    });
    if (isThenable(value)) {
      this.#world.busy(1);
      const settled = () => this.#world.busy(-1);
      value.then(settled, settled);
    }
    return value;
  }

  /** Says of itself what is to be said of the cells that it imports. */
  mirror(mirrored: Mirrored): void {
    const { state, error } = mirrored;
    if (error && (state === 'failed' || state === 'blocked')) {
      this.imported.hide();
      if (this.report.state !== state || this.report.error?.message !== error.message)
        this.#fail(state, error);
    } else this.imported.show(this, mirrored);
  }

  outputRejected(error: unknown): void {
    if (this.isRemoved || this.#problem || failedInput(error) !== undefined || error instanceof NotRun)
      return;
    this.#laterError(error);
  }

  // ── What the cell's own code does ─────────────────────────────────────────────────────────────────────────────────

  /** Shows a value in the cell, as `display` does. Refused from a run that is over. */
  show<T>(run: Run, value: T): T {
    if (run.isEnded || this.isRemoved)
      throw new Error(
        'Stale display: this run of the cell is over, another one has begun or it was stopped.',
      );
    this.#shown.add(run, value);
    return value;
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
    return run.scope(this.id, {
      progress: (progress) => {
        if (run === this.#run) this.report.progress(progress);
      },
      warn: (text, about) => {
        if (run === this.#run) this.report.print({ level: 'warn', text, ...(about && { about }) });
      },
    });
  }

  // ── Runs ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  #start(program: Program, inputs: readonly unknown[]): unknown {
    this.#isOrdered = false;
    // Who holds something from the last run lets go of it before the next one takes it up.
    const isListenedTo = [this.#endRun(), this.#value.run?.end()].includes(true);
    const now = performance.now();
    const run = new Run(program, inputs, this.inputs, now);
    this.#run = run;
    this.#world.busy(1);
    const pause = this.#world.tasks.breathe(now) ?? (isListenedTo ? Promise.resolve() : undefined);
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
      // A `function` finds the value before as `this`, as in Observable's runtime.
      const call = (ready: readonly unknown[]) => body.apply(this.#value.own.value, [...ready]);
      value = args instanceof Promise ? args.then(call) : call(args);
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
    const [name] = this.names;
    const input = this.compiled?.single && !this.compiled.autoview ? observedInput(value) : undefined;
    if (input && name !== undefined) this.#world.inputIsNamed?.(name, input);
    this.#value.set(run, value, this.#world.isSameValue);
    // A generator has run once it gave a value.
    if (this.#value.isMade) this.#finish(run);
    return this.#value.read();
  }

  #finish(run: Run): void {
    this.#run = undefined;
    this.#world.busy(-1);
    this.report.took(performance.now() - run.startedAt);
    this.#settle();
    if (!this.compiled?.autodisplay) this.#shown.makeRoom(run);
  }

  #ownError(run: Run, thrown: unknown): void {
    if (run.isEnded || (run !== this.#run && run !== this.#value.run)) return;
    if (this.#run === run) {
      this.#run = undefined;
      this.#world.busy(-1);
      this.report.took(performance.now() - run.startedAt);
    }
    this.#value.fail(run, thrown);
    this.#fail('failed', toCellError(thrown, run.program), this.#shown.isOf(run));
  }

  /** A generator or a promised output failed, after the run itself had given a value. */
  #laterError(error: unknown): void {
    if (this.#value.exists && this.#value.run) this.#ownError(this.#value.run, error);
  }

  /** True when somebody listened for the end. */
  #endRun(): boolean {
    const run = this.#run;
    if (!run) return false;
    const isHeld = run.end();
    if (this.#value.run === run) this.#value.forget(); // a generator without a first value
    this.#run = undefined;
    this.#world.busy(-1);
    return isHeld;
  }

  // ── States ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** After a run, or instead of one that is not needed. */
  #settle(): void {
    const { run, failure } = this.#value;
    if (failure) this.#fail('failed', toCellError(failure.thrown, failure.run.program), true);
    else this.report.rest(run?.isOutdated || this.#isInputStale() ? 'stale' : 'fresh');
  }

  /** Not running, though it might have to. */
  #rest(): void {
    const hasRun = this.#value.run !== undefined;
    if (this.#value.failure) {
      this.#value.forget();
      this.display.clear();
    }
    this.report.rest(hasRun ? 'stale' : 'idle');
  }

  /** What it read besides its inputs is another thing now: its value stays, and says so. */
  outdate(): void {
    const run = this.#run ?? this.#value.run;
    if (run) run.isOutdated = true;
  }

  /** Nothing is on its way for a queued cell: it waits for a value that somebody outside has yet to give. */
  restIfQueued(): void {
    if (this.report.state === 'queued') this.#rest();
  }

  #isInputStale(): boolean {
    for (const slot of this.inputs) if (slot.producer?.report.state === 'stale') return true;
    return false;
  }

  #inputFailed(error: unknown): void {
    if (this.#run && this.mode === 'manual') {
      this.#run.isOutdated = true; // what was started by hand is not ended by an edit elsewhere
      return;
    }
    this.#isOrdered = false;
    const blame = findBlame(error, this.inputs, this.cell.source, this.#world);
    if (blame.state === 'waiting') {
      this.#endRun();
      this.#rest();
    } else {
      this.#drop();
      this.#fail(blame.state, blame.error);
    }
  }

  #fail(state: 'failed' | 'blocked', error: CellError, keepsDisplays = false): void {
    const isShown =
      this.report.error?.message === error.message && this.report.state === state && keepsDisplays;
    this.report.fail(state, error);
    if (isShown) return;
    if (!keepsDisplays) this.display.clear();
    this.#shown.fail(error);
  }

  // ── Ends ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Ends everything that the cell holds: nothing of it is of use any more. */
  #drop(): void {
    this.#release();
    this.#endRun();
    this.#value.forget();
  }

  #console(run: Run): Console {
    return createConsole((entry) => {
      if (!run.isEnded) this.report.print(entry);
    });
  }
}
