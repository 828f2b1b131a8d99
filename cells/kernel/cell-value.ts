import { NotRun } from './cell-errors';
import type { KeptInputs } from './kept-inputs';
import { isObserved } from './observe';
import { observedInput, observeInput } from './observe-input';
import type { Run } from './run';
import { Slot } from './slot';
import type { World } from './world';

/** How the last finished run ended. */
type Outcome = { readonly run: Run } & (
  | { readonly ok: true }
  | { readonly ok: false; readonly thrown: unknown }
);

/** What is to be done with inputs that a cell shows. */
interface InputsOfCell {
  /** What a person set in them, where the cell's own value is one. */
  readonly kept: KeptInputs | undefined;
  /** A name of the notebook now stands for what this element says; its first value has not been read yet. */
  readonly isNamed: ((name: string, element: EventTarget) => void) | undefined;
}

/** What a cell's last run came to, and the slots in which its values stand. */
export class CellValue {
  /** The cell's own value: the slot of its name when it is a single one. */
  own: Slot;
  /** The slots of its further names. */
  outputs: readonly Slot[] = [];
  #outcome: Outcome | undefined;

  constructor(cellId: number) {
    this.own = new Slot(`cell ${cellId}`);
  }

  /** The run it comes from. */
  get run(): Run | undefined {
    return this.#outcome?.run;
  }

  get exists(): boolean {
    return this.#outcome?.ok === true;
  }

  get failure(): { readonly run: Run; readonly thrown: unknown } | undefined {
    return this.#outcome?.ok === false ? this.#outcome : undefined;
  }

  /** An equal value leaves the one before in its place. */
  set(run: Run, value: unknown, isSame: World['isSameValue']): void {
    if (run !== this.run) this.run?.end();
    const isKept = this.exists && !this.own.stream && isSame?.(this.own.value, value) === true;
    this.#outcome = { ok: true, run };
    if (!isKept) this.own.set(value);
  }

  fail(run: Run, thrown: unknown): void {
    if (run !== this.run) this.run?.end();
    this.#outcome = { ok: false, run, thrown };
    this.own.clear();
  }

  /** The value once more, or the error; a cell that has neither has not run. */
  read(): unknown {
    if (!this.#outcome) throw new NotRun();
    if (!this.#outcome.ok) throw this.#outcome.thrown;
    return this.own.read();
  }

  /** True when the value is there, or will be once somebody gives it: a generator must first have made one. */
  get isMade(): boolean {
    return !this.own.stream || isObserved(this.own.stream.source);
  }

  /**
   * Puts one of several outputs into its slot, or the value of a shown input, which then begins as `kept` says; gives what the
   * runtime shall see.
   */
  readOutput(slot: Slot, own: unknown, { kept, isNamed }: InputsOfCell): unknown {
    if (slot.takenFrom !== this.own.version) {
      const value = kept ? this.#observe(toEventTarget(own), kept) : Reflect.get(Object(own), slot.name);
      const input = observedInput(value);
      if (input) isNamed?.(slot.name, input);
      slot.set(value);
      slot.takenFrom = this.own.version;
    }
    return slot.read();
  }

  #observe(element: EventTarget, kept: KeptInputs): AsyncGenerator<unknown> {
    return observeInput(this.run ? kept.keep(this.run, element) : element);
  }

  /**
   * Takes the values out of their slots, which others may then take, and gives what puts them back. Undefined where that cannot
   * be: there is no value, or it lives on, as generators and inputs do.
   */
  takeOut(): (() => void) | undefined {
    const slots = [this.own, ...this.outputs];
    if (!this.exists || slots.some((slot) => slot.stream)) return undefined;
    const [own, ...others] = slots.map((slot) => ({ slot, value: slot.value }));
    for (const slot of slots) slot.clear();
    return () => {
      own?.slot.set(own.value);
      for (const { slot, value } of others) {
        slot.set(value);
        slot.takenFrom = this.own.version;
      }
    };
  }

  forget(): void {
    this.run?.end();
    this.#outcome = undefined;
    for (const slot of [this.own, ...this.outputs]) slot.clear();
  }

  /** Ends generators that produce by themselves; those that follow an input stay. True when there was one. */
  endGenerators(): boolean {
    const streams = [this.own, ...this.outputs]
      .flatMap((slot) => slot.stream ?? [])
      .filter((stream) => !stream.isDone && !isObserved(stream.source));
    for (const stream of streams) stream.close();
    return streams.length > 0;
  }
}

function toEventTarget(value: unknown): EventTarget {
  if (typeof EventTarget !== 'undefined' && value instanceof EventTarget) return value;
  throw new TypeError('The cell shows no input element, so it has no live value.');
}
