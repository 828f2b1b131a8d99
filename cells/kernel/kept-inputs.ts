import { readInput, writeInput } from './observe-input';
import type { Run } from './run';

interface Shown {
  readonly element: EventTarget;
  /** What it began with: its default. */
  readonly initial: unknown;
}

/**
 * What a person set in the inputs that a cell shows. A cell that runs again on the same text makes its inputs anew; one whose
 * default is what it was begins where the person left it, as long as it still takes that value.
 */
export class KeptInputs {
  #run: Run | undefined;
  #before: readonly Shown[] = [];
  #shown: Shown[] = [];

  get isEmpty(): boolean {
    return this.#shown.length === 0;
  }

  /** Called for each input in the order in which a run shows them; gives the input back. */
  keep<T extends EventTarget>(run: Run, element: T): T {
    if (run !== this.#run) {
      this.#before = run.program === this.#run?.program ? this.#shown : [];
      this.#shown = [];
      this.#run = run;
    }
    const before = this.#before[this.#shown.length];
    if (before?.element === element) {
      this.#shown.push(before);
      return element;
    }
    const initial = readInput(element);
    this.#shown.push({ element, initial });
    if (!before || !isSame(before.initial, initial)) return element;
    const left = readInput(before.element);
    if (isSame(left, initial)) return element;
    if (!isSame(writeInput(element, left), left)) writeInput(element, initial);
    return element;
  }
}

/** Equal for a person: dates by their time, lists by what they hold. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  return (
    Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => isSame(one, b[i]))
  );
}
