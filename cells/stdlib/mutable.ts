import { observe } from './generators';

/** A live value: setting `.value` in its own cell runs the cells that read it. */
export function Mutable<T>(initial: T): AsyncGenerator<T> & { value: T } {
  let value = initial;
  let change: (next: T) => void = () => {};
  const generator = observe<T>((notify) => {
    change = notify;
    if (value !== undefined) notify(value);
  });
  return Object.defineProperty(generator, 'value', {
    get: () => value,
    set: (next: T) => {
      value = next;
      change(next);
    },
  }) as AsyncGenerator<T> & { value: T }; // the property that was just defined
}
