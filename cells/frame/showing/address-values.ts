import { setInput, textsOf } from './set-input';

/** Values of inputs by name, as an address has them. */
export type NamedTexts = Readonly<Record<string, readonly string[]>>;

export interface AddressValues {
  /** To be told of each input that gets a name: the first time it is set as the address says. */
  readonly inputIsNamed: (name: string, element: EventTarget) => void;
  /** What the inputs say now, as an address would. */
  read(): Record<string, string[]>;
  /** What the address asked for and did not get, in words. */
  problems(): readonly string[];
  /** Everything has run once: what has not found its input finds none. */
  complete(): void;
  subscribe(listener: () => void): () => void;
}

/** Sets the inputs of a notebook to what the address says of them. Texts become values of inputs, and nothing else ever. */
export function createAddressValues(asked: NamedTexts = {}): AddressValues {
  const waiting = new Map(Object.entries(asked));
  const inputs = new Map<string, EventTarget>();
  const listeners = new Set<() => void>();
  let problems: readonly string[] = [];
  const complain = (problem: string) => {
    problems = [...problems, problem];
    for (const listener of [...listeners]) listener();
  };
  return {
    inputIsNamed(name, element) {
      inputs.set(name, element);
      const texts = waiting.get(name);
      if (!texts) return;
      waiting.delete(name);
      const refused = setInput(element, texts);
      if (refused)
        complain(`The address says ${name} = ${texts.join(', ') || '(nothing)'}, but ${name} ${refused}.`);
    },
    read: () =>
      Object.fromEntries(
        [...inputs].flatMap(([name, element]) => {
          const texts = textsOf(element);
          return texts ? [[name, texts]] : [];
        }),
      ),
    problems: () => problems,
    complete() {
      const known = [...inputs.keys()];
      for (const name of waiting.keys())
        complain(
          `The address names ${name}, but there is no such input here.${known.length ? ` There is ${known.join(', ')}.` : ''}`,
        );
      waiting.clear();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
