import type { Answer } from './predict';
import { sizeOfRows } from './size-of-rows';

/** An answered request that a shadow answers too. */
export interface Shadowed {
  readonly model: string;
  readonly deployment: string;
  readonly version: number;
  readonly split: number;
  readonly rows: readonly unknown[];
  readonly id: string;
  readonly key?: string;
  /** What was answered. */
  readonly answers: Answer['predictions'];
  /** As it was when the request was answered, so that both are in the log or neither is. */
  readonly oneOf: number;
}

export interface Shadows {
  /** Never waits, never throws: what cannot be taken is dropped, and counted. */
  ask(shadowed: Shadowed): void;
  /** Resolves when nothing waits. */
  settled(): Promise<void>;
}

/** What may wait: a shadow that is slower than its traffic answers some of it, and holds no memory for the rest. */
const mostWaiting = 64;
const mostRows = 20_000;
const mostBytes = 64 * 1024 ** 2;

/** Has shadows answer one request after the other, behind those that were answered. */
export function createShadows({
  answer,
  drop,
}: {
  /** Logs and counts; its failures are the shadow's. */
  answer(shadowed: Shadowed): Promise<void>;
  drop(shadowed: Shadowed): void;
}): Shadows {
  const waiting: { readonly shadowed: Shadowed; readonly bytes: number }[] = [];
  let rows = 0;
  let bytes = 0;
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      rows -= next.shadowed.rows.length;
      bytes -= next.bytes;
      await answer(next.shadowed).catch(() => {});
    }
    working = undefined;
  }

  return {
    ask(shadowed) {
      const own = sizeOfRows(shadowed.rows);
      const isTooMuch = rows + shadowed.rows.length > mostRows || bytes + own > mostBytes;
      if (waiting.length >= mostWaiting || (waiting.length > 0 && isTooMuch)) return drop(shadowed);
      waiting.push({ shadowed, bytes: own });
      rows += shadowed.rows.length;
      bytes += own;
      // In a turn of its own: the answer leaves first.
      working ??= new Promise((resolve) => setImmediate(() => resolve(work())));
    },
    async settled() {
      while (working) await working;
    },
  };
}
