/** Milliseconds in which a notebook of a thousand charts is written out. */
const patienceMs = 60_000;

/** Questions to the frame, which it answers by a notice of the same number: only what was asked for is taken, once. */
export function askFrame<Answer>(
  order: (ask: number) => void,
  wait: (then: () => void) => void = (then) => setTimeout(then, patienceMs),
) {
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  let last = 0;
  return {
    /** @throws Error in words when the frame cannot say, or says nothing in time */
    ask: () =>
      new Promise<Answer>((resolve, reject) => {
        last += 1;
        const ask = last;
        waiting.set(ask, { resolve, reject });
        wait(() => {
          if (waiting.delete(ask))
            reject(
              new Error(
                'The notebook did not say what it shows: it is busy, or shows too much. Wait until its cells have run, then look again.',
              ),
            );
        });
        order(ask);
      }),
    take(ask: number, answer: Answer | undefined, error: string | undefined) {
      const asked = waiting.get(ask);
      waiting.delete(ask);
      if (answer !== undefined) asked?.resolve(answer);
      else asked?.reject(new Error(error ?? 'The notebook did not say what it shows.'));
    },
  };
}
