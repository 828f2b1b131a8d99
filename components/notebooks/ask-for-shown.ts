import type { NoticeBody, ShownNotebook } from '@/cells/bridge/messages';

const patienceMs = 60_000;

/** Asks the frame what it shows: only what was asked for is taken, once. */
export function askForShown(
  order: (ask: number) => void,
  wait: (then: () => void) => void = (then) => setTimeout(then, patienceMs),
) {
  const waiting = new Map<number, { resolve(shown: ShownNotebook): void; reject(error: Error): void }>();
  let last = 0;
  return {
    ask: () =>
      new Promise<ShownNotebook>((resolve, reject) => {
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
    take({ ask, shown, error }: NoticeBody<'shown'>) {
      const asked = waiting.get(ask);
      waiting.delete(ask);
      if (shown) asked?.resolve(shown);
      else asked?.reject(new Error(error ?? 'The notebook did not say what it shows.'));
    },
  };
}
