import { useEffect, useRef, useState } from 'react';

/** What is to be known, as a wish that can be given up. */
export type Wish<T> = (signal: AbortSignal) => Promise<T>;

export interface Latest<T> {
  readonly value?: T;
  readonly error?: string;
  readonly pending: boolean;
}

/** Milliseconds that a wish may go on after a newer one has come. */
const patience = 1000;

interface Flight<T> {
  readonly controller: AbortController;
  readonly since: number;
  next?: Wish<T>;
}

/**
 * Fulfils the newest wish, one at a time. Wishes that come while one is on its way wait, the newest alone: a drag shows what it passes
 * instead of giving up everything until it rests. The value before stands until there is another.
 */
export function useLatest<T>(wish: Wish<T> | undefined): Latest<T> {
  const [shown, setShown] = useState<Latest<T>>({ pending: wish !== undefined });
  const flight = useRef<Flight<T>>(undefined);

  useEffect(() => {
    const land = () => {
      flight.current?.controller.abort();
      flight.current = undefined;
    };
    if (!wish) {
      land();
      setShown({ pending: false });
      return;
    }
    const start = (wanted: Wish<T>) => {
      const mine: Flight<T> = { controller: new AbortController(), since: performance.now() };
      flight.current = mine;
      const end = (change: (now: Latest<T>) => Latest<T>) => {
        if (flight.current !== mine) return;
        flight.current = undefined;
        if (!mine.controller.signal.aborted) setShown(change);
        if (mine.next) start(mine.next);
      };
      wanted(mine.controller.signal).then(
        (value) => end(() => ({ value, pending: mine.next !== undefined })),
        (error: unknown) =>
          end((now) => ({
            value: now.value,
            error: error instanceof Error ? error.message : String(error),
            pending: mine.next !== undefined,
          })),
      );
    };
    setShown(({ value }) => ({ value, pending: true }));
    const under = flight.current;
    if (!under) return start(wish);
    under.next = wish;
    if (performance.now() - under.since > patience) under.controller.abort();
  }, [wish]);

  useEffect(
    () => () => {
      flight.current?.controller.abort();
      flight.current = undefined;
    },
    [],
  );
  return shown;
}
