import type { Worker } from 'node:worker_threads';
import { AppError, type ErrorCode } from '../../../errors';
import { startThread } from '../../../start-thread';
import type { SketchingAnswers, SketchingTask } from './sketching-task';

/** What the thread says of its one task at a time. */
export type SketchingReply =
  | { readonly type: 'answer'; readonly answer: SketchingAnswers[SketchingTask['do']] }
  | { readonly type: 'failure'; readonly message: string; readonly code?: ErrorCode };

export interface SketchingThread {
  /** A signal ends the thread at once, and with it the task; the next task starts another. */
  run<K extends SketchingTask['do']>(
    task: Extract<SketchingTask, { do: K }>,
    signal?: AbortSignal,
  ): Promise<SketchingAnswers[K]>;
  end(): Promise<void>;
}

export interface SketchingOptions {
  readonly start?: () => Worker;
  /** Without a task for so long it ends. */
  readonly idleMs?: number;
  /** What may wait for the task under way. */
  readonly mostWaiting?: number;
}

/** V8's heap of the thread: a sketch of an hour's column takes some 10 KB, and 50 columns of 800 parts less than half of this. */
const heapMb = 1024;

/**
 * A thread that sketches, which takes a quarter of a millisecond a row: started for a task, one task after the other, ended when it had none for
 * a while.
 */
export function createSketchingThread({
  start = () => startThread('sketching-worker', undefined, heapMb),
  idleMs = 15_000,
  mostWaiting = 16,
}: SketchingOptions = {}): SketchingThread {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  function begin(): Worker {
    const begun = start();
    // What it says when nobody asks is nobody's business; the next task starts another.
    begun.on('error', () => {});
    begun.once('exit', () => {
      if (worker === begun) worker = undefined;
    });
    return begun;
  }

  async function end(): Promise<void> {
    clearTimeout(idle);
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  }

  async function ask(task: SketchingTask, signal?: AbortSignal): Promise<SketchingReply> {
    signal?.throwIfAborted();
    clearTimeout(idle);
    worker ??= begin();
    const asked = worker;
    let settle: (() => void) | undefined;
    try {
      return await new Promise<SketchingReply>((resolve, reject) => {
        const die = (cause?: unknown) => {
          if (worker === asked) worker = undefined;
          const why = cause instanceof Error ? `: ${cause.message}` : '';
          reject(new Error(`The thread that sketches the log ended${why}.`, { cause }));
        };
        const stop = () => {
          reject(signal?.reason);
          void end();
        };
        const exit = () => die();
        asked.once('message', resolve);
        asked.once('error', die);
        asked.once('exit', exit);
        signal?.addEventListener('abort', stop, { once: true });
        settle = () => {
          asked.off('message', resolve).off('error', die).off('exit', exit);
          signal?.removeEventListener('abort', stop);
        };
        asked.postMessage(task);
      });
    } finally {
      settle?.();
      idle = setTimeout(() => void end(), idleMs);
      idle.unref();
    }
  }

  return {
    run<K extends SketchingTask['do']>(task: Extract<SketchingTask, { do: K }>, signal?: AbortSignal) {
      if (waiting > mostWaiting)
        return Promise.reject(
          new AppError(
            'too_many_requests',
            'Too many long windows of the log are read now. Try again in a moment.',
          ),
        );
      waiting++;
      const mine = last.then(() => ask(task, signal)).finally(() => waiting--);
      last = mine.catch(() => {});
      return mine.then((reply) => {
        // The answer to a task is of its kind: one table gives both.
        if (reply.type === 'answer') return reply.answer as SketchingAnswers[K];
        throw reply.code ? new AppError(reply.code, reply.message) : new Error(reply.message);
      });
    },
    end,
  };
}

/** By the storage, which contexts of one system share: a notebook that reads a year does not wait for a job that sketches one. */
const made = new WeakMap<object, Readonly<Record<'jobs' | 'reads', SketchingThread>>>();

export function sketchingOf({ storage }: { readonly storage: object }) {
  const threads = made.get(storage) ?? { jobs: createSketchingThread(), reads: createSketchingThread() };
  made.set(storage, threads);
  return threads;
}
