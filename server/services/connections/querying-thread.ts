import type { Worker } from 'node:worker_threads';
import { AppError } from '../../errors';
import { startThread } from '../../start-thread';
import type { QueryingNews, QueryingTask } from './querying-task';

export type ToQuerying =
  | { readonly type: 'start'; readonly id: number; readonly task: QueryingTask }
  /** One more part is wanted. */
  | { readonly type: 'more'; readonly id: number }
  | { readonly type: 'stop'; readonly id: number };

export interface QueryingThread {
  /** What the task tells, part by part as it is read. Ending the loop, or the signal, stops the query where it runs. */
  run(task: QueryingTask, signal: AbortSignal): AsyncGenerator<QueryingNews>;
  end(): Promise<void>;
}

/** V8's heap of the thread: parts of some megabytes, of as many queries as run at one time. */
const heapMb = 1024;
const mostTasks = 32;
/** Milliseconds without a task after which the thread ends. */
const idleMs = 60_000;

/** One thread in which all connections are; it starts with the first query. */
export function createQueryingThread(
  start: () => Worker = () => startThread('querying-worker', undefined, heapMb),
): QueryingThread {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;
  const listeners = new Map<number, (news: QueryingNews) => void>();

  function begin(): Worker {
    const begun = start();
    begun.on('message', ({ id, news }: { id: number; news: QueryingNews }) => listeners.get(id)?.(news));
    const die = (cause?: unknown) => {
      if (worker !== begun) return;
      worker = undefined;
      const why = cause instanceof Error ? `: ${cause.message}` : '';
      for (const listen of listeners.values())
        listen({
          type: 'failure',
          message: `The part of the server that asks databases ended${why}. Run the cell again, and ask for less.`,
        });
    };
    begun.on('error', die);
    begun.once('exit', () => die());
    return begun;
  }

  return {
    async *run(task, signal) {
      signal.throwIfAborted();
      if (listeners.size >= mostTasks)
        throw new AppError(
          'too_many_requests',
          `${mostTasks} queries to databases elsewhere run already. Try again in a moment.`,
        );
      clearTimeout(idle);
      worker ??= begin();
      const asked = worker;
      const id = ++last;
      const waiting: QueryingNews[] = [];
      let wake = () => {};
      listeners.set(id, (news) => {
        waiting.push(news);
        wake();
      });
      const onAbort = () => wake();
      signal.addEventListener('abort', onAbort);
      asked.postMessage({ type: 'start', id, task } satisfies ToQuerying);
      try {
        // Two on their way: one is written while the next is read.
        for (let i = 0; i < 2; i++) asked.postMessage({ type: 'more', id } satisfies ToQuerying);
        for (;;) {
          while (waiting.length === 0 && !signal.aborted)
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          signal.throwIfAborted();
          const news = waiting.shift();
          if (!news) continue;
          yield news;
          if (news.type !== 'part') return;
          asked.postMessage({ type: 'more', id } satisfies ToQuerying);
        }
      } finally {
        signal.removeEventListener('abort', onAbort);
        listeners.delete(id);
        asked.postMessage({ type: 'stop', id } satisfies ToQuerying);
        if (listeners.size === 0) {
          idle = setTimeout(() => void this.end(), idleMs);
          idle.unref();
        }
      }
    },
    async end() {
      clearTimeout(idle);
      const ending = worker;
      worker = undefined;
      await ending?.terminate();
    },
  };
}

/** By the storage, which contexts of one system share. */
const made = new WeakMap<object, QueryingThread>();

export function queryingOf({ storage }: { readonly storage: object }): QueryingThread {
  const known = made.get(storage) ?? createQueryingThread();
  made.set(storage, known);
  return known;
}
