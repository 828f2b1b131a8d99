import type { Worker } from 'node:worker_threads';
import type { Columns } from '@/cells/ml/model';
import { startThread } from '../start-thread';
import { heapOf, sayEnd } from './thread-heap';
import type { ThreadAnswers, ThreadData, ThreadReply, ThreadRequest } from './thread-messages';

/** The thread ended while it worked: whoever waited may try again on a fresh one. */
export class ThreadDied extends Error {
  override readonly name = 'ThreadDied';
}

export interface ModelThread {
  /** Rejects with the reason when the package cannot be opened. */
  readonly ready: Promise<void>;
  /** Rejects with ThreadDied when the thread ends meanwhile. */
  predict(columns: Columns): Promise<ThreadAnswers['predict']>;
  /** As `predict`; rejects with an error named CannotExplain where the model cannot tell. */
  explain(columns: Columns): Promise<ThreadAnswers['explain']>;
  end(): void;
}

export function createModelThread(
  data: ThreadData,
  start: (data: ThreadData, heapMb: number) => Worker = (given, heap) =>
    startThread('model-worker', given, heap),
  heapMb = heapOf(data.files),
): ModelThread {
  const worker = start(data, heapMb);
  worker.unref();
  const pending = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  let next = 0;
  let died: ThreadDied | undefined;

  const ready = new Promise<void>((resolve, reject) => {
    const die = (cause?: Error) => {
      if (died) return;
      died = new ThreadDied(sayEnd(cause, heapMb), { cause });
      reject(died);
      for (const { reject: refuse } of pending.values()) refuse(died);
      pending.clear();
    };
    worker.on('error', die);
    worker.on('exit', () => die());
    worker.on('message', (reply: ThreadReply) => {
      if (reply.type === 'ready') return resolve();
      if (reply.type === 'unusable') return reject(new Error(reply.message));
      const asked = pending.get(reply.id);
      pending.delete(reply.id);
      if (reply.type === 'answer') asked?.resolve(reply.answer);
      else asked?.reject(Object.assign(new Error(reply.message), { name: reply.name }));
    });
  });
  ready.catch(() => {});

  function ask<K extends keyof ThreadAnswers>(kind: K, columns: Columns): Promise<ThreadAnswers[K]> {
    if (died) return Promise.reject(died);
    const id = next++;
    return new Promise((resolve, reject) => {
      // The answer to a request is of its kind: one table gives both.
      pending.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      const request: ThreadRequest = { id, kind, columns };
      worker.postMessage(request);
    });
  }

  return {
    ready,
    predict: (columns) => ask('predict', columns),
    explain: (columns) => ask('explain', columns),
    end: () => void worker.terminate(),
  };
}
