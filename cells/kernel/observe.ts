/** Marks generators that wait for somebody to call: they cost nothing while idle, and stopping a cell leaves them be. */
const observed = new WeakSet<object>();

export function isObserved(value: object): boolean {
  return observed.has(value);
}

/**
 * A generator of the latest value given to `notify`. `initialize` may return what to do when nobody listens any more.
 * Values that come faster than they are read are passed over.
 */
export function observe<T>(initialize: (notify: (value: T) => T) => unknown): AsyncGenerator<T> {
  let latest: { value: T } | undefined;
  let waiting: ((result: IteratorResult<T>) => void) | undefined;
  let ended = false;
  const dispose = initialize((value) => {
    if (waiting) {
      waiting({ done: false, value });
      waiting = undefined;
    } else latest = { value };
    return value;
  });
  const end = async (): Promise<IteratorResult<T>> => {
    if (!ended) {
      ended = true;
      waiting?.({ done: true, value: undefined });
      waiting = undefined;
      if (typeof dispose === 'function') dispose();
    }
    return { done: true, value: undefined };
  };
  const generator: AsyncGenerator<T> = {
    next() {
      if (ended) return Promise.resolve({ done: true, value: undefined });
      if (latest) {
        const { value } = latest;
        latest = undefined;
        return Promise.resolve({ done: false, value });
      }
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    return: end,
    async throw(error) {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: async () => void (await end()),
  };
  observed.add(generator);
  return generator;
}
