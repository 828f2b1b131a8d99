/** Live values. */

export { observe } from '@/cells/kernel/observe';
export { observeInput as input } from '@/cells/kernel/observe-input';
export { observeWidth as width } from '@/cells/kernel/observe-width';

import { observe } from '@/cells/kernel/observe';

/** The present time, about 60 times a second. */
export async function* now(): AsyncGenerator<number> {
  for (;;) yield Date.now();
}

/** Whether the notebook is dark, now and as that changes. */
export function dark(): AsyncGenerator<boolean> {
  return observe((notify) => {
    const page = document.documentElement;
    let known: boolean | undefined;
    const tell = () => {
      const is = page.dataset.theme === 'dark';
      if (is !== known) notify(is);
      known = is;
    };
    tell();
    const observer = new MutationObserver(tell);
    observer.observe(page, { attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  });
}

/** Like `observe`, but no value is passed over: each is given in its turn. */
export function queue<T>(
  initialize: (notify: (value: T) => T) => (() => void) | undefined,
): AsyncGenerator<T> {
  const waiting: T[] = [];
  let wake: (() => void) | undefined;
  const source = observe<undefined>((notify) => {
    wake = () => notify(undefined);
    return initialize((value) => {
      waiting.push(value);
      wake?.();
      return value;
    });
  });
  const told = source.next.bind(source);
  const next = async (): Promise<IteratorResult<T>> => {
    while (waiting.length === 0) if ((await told()).done) return { done: true, value: undefined };
    return { done: false, value: waiting.shift() as T }; // just seen to hold one
  };
  return Object.assign(source as unknown as AsyncGenerator<T>, { next }); // the same generator, with values of its own
}
