import type { Columns } from '@/cells/ml/model';
import { AppError } from '../errors';
import { joinColumns, splitPredictions } from './batch';
import { type ModelThread, ThreadDied } from './model-thread';
import { sizeOfColumns } from './size-of-rows';
import type { Costed, Explained } from './thread-messages';

export interface ModelInMemory {
  /** Resolves when it can answer; rejects with AppError unavailable when its package cannot be opened. */
  load(): Promise<void>;
  /** @throws AppError too_many_requests when too much waits already */
  predict(columns: Columns): Promise<Costed>;
  /**
   * By itself, in no batch. Predictions that come meanwhile wait no longer than it takes.
   * @throws AppError unprocessable when the model cannot tell
   */
  explain(columns: Columns): Promise<Explained>;
  /** Ends the thread once nobody waits for it. */
  dispose(): void;
}

export interface ModelInMemoryOptions {
  /** For messages: `bike-demand version 3`. */
  readonly label: string;
  start(): ModelThread;
  readonly batchRows?: number;
  readonly timeoutMs?: number;
  /** What may wait for the model before new requests are turned away. */
  readonly waitingRequests?: number;
  readonly waitingRows?: number;
  readonly waitingBytes?: number;
}

interface Waiting {
  readonly columns: Columns;
  readonly bytes: number;
  resolve(predictions: Costed): void;
  reject(error: unknown): void;
  /** Was on its way when its thread ended: goes by itself the second time, so that one bad request fails alone. */
  suspect: boolean;
}

/** A batch is copied for the thread. */
const batchBytes = 32 * 1024 ** 2;

/** Batches on their way at once: while one is computed, the next is already there. */
const inFlightLimit = 2;

/**
 * Requests that arrive in one turn of the event loop, or while the thread is busy, go to it as one batch. A thread that dies
 * or hangs is replaced, and what it held is tried once more.
 */
export function createModelInMemory(options: ModelInMemoryOptions): ModelInMemory {
  const { label, start, batchRows = 20_000, timeoutMs = 30_000 } = options;
  const { waitingRequests = 2000, waitingRows = 200_000, waitingBytes = 256 * 1024 ** 2 } = options;
  let thread: ModelThread | undefined;
  const queue: Waiting[] = [];
  let rowsWaiting = 0;
  let bytesWaiting = 0;
  /** Of the last batch, by which one tells how long what waits will take. */
  let lastSeconds = 0;
  let inFlight = 0;
  let explaining = 0;
  let isolated = false;
  let planned = false;
  let disposed = false;

  async function load(): Promise<ModelThread> {
    thread ??= start();
    const current = thread;
    try {
      await current.ready;
      return current;
    } catch (cause) {
      current.end();
      if (thread === current) thread = undefined;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new AppError('unavailable', `${label} cannot be loaded: ${reason}`, { cause });
    }
  }

  /** A suspect goes when nothing else is on its way, and nothing follows before it is back. */
  function mayGo(): boolean {
    const [first] = queue;
    return first !== undefined && !isolated && inFlight < (first.suspect ? 1 : inFlightLimit);
  }

  function plan(): void {
    if (planned || !mayGo()) return;
    planned = true;
    setImmediate(() => {
      planned = false;
      if (!mayGo()) return;
      const batch = takeBatch();
      inFlight++;
      isolated = batch.some(({ suspect }) => suspect);
      void answer(batch).finally(() => {
        inFlight--;
        isolated = false;
        plan();
        endWhenIdle();
      });
      plan();
    });
  }

  function countWaiting({ columns, bytes }: Waiting, sign: 1 | -1): void {
    rowsWaiting += sign * columns.numRows;
    bytesWaiting += sign * bytes;
  }

  function takeBatch(): Waiting[] {
    const [first] = queue;
    if (!first) return [];
    let count = 1;
    if (!first.suspect) {
      let rows = first.columns.numRows;
      let size = first.bytes;
      for (const { suspect, columns, bytes } of queue.slice(1)) {
        rows += columns.numRows;
        size += bytes;
        if (suspect || rows > batchRows || size > batchBytes) break;
        count++;
      }
    }
    const batch = queue.splice(0, count);
    for (const one of batch) countWaiting(one, -1);
    return batch;
  }

  async function answer(batch: readonly Waiting[]): Promise<void> {
    let used: ModelThread | undefined;
    try {
      used = await load();
      const joined = joinColumns(batch.map(({ columns }) => columns));
      const begun = performance.now();
      const predictions = await withinTime(used, used.predict(joined));
      lastSeconds = (performance.now() - begun) / 1000;
      const parts = splitPredictions(
        predictions,
        batch.map(({ columns }) => columns.numRows),
      );
      batch.forEach(({ resolve }, index) => {
        const part = parts[index];
        if (part) resolve(part);
      });
    } catch (error) {
      if (error instanceof ThreadDied && thread === used) thread = undefined;
      for (const item of batch) giveUpOrRetry(item, error);
    }
  }

  function giveUpOrRetry(item: Waiting, error: unknown): void {
    if (!(error instanceof ThreadDied)) {
      item.reject(error);
      return;
    }
    if (item.suspect) {
      const message = `${label} crashed on this request, twice. ${error.message} Other requests go on. Look at its rows.`;
      item.reject(new AppError('unavailable', message, { cause: error }));
      return;
    }
    item.suspect = true;
    countWaiting(item, 1);
    queue.push(item);
  }

  async function withinTime<T>(used: ModelThread, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        used.end();
        if (thread === used) thread = undefined;
        reject(
          new AppError(
            'unavailable',
            `${label} took longer than ${timeoutMs / 1000} s to answer and was stopped. Send fewer rows at once.`,
          ),
        );
      }, timeoutMs);
    });
    try {
      return await Promise.race([work, limit]);
    } finally {
      clearTimeout(timer);
    }
  }

  async function explain(columns: Columns): Promise<Explained> {
    const used = await load();
    explaining++;
    try {
      return await withinTime(used, used.explain(columns));
    } catch (cause) {
      if (cause instanceof ThreadDied) {
        if (thread === used) thread = undefined;
        throw new AppError('unavailable', `${label} ended while it explained. Try again, with fewer rows.`, {
          cause,
        });
      }
      if (cause instanceof Error && cause.name === 'CannotExplain')
        throw new AppError('unprocessable', cause.message, { cause });
      throw cause;
    } finally {
      explaining--;
      endWhenIdle();
    }
  }

  function endWhenIdle(): void {
    if (!disposed || inFlight > 0 || explaining > 0 || queue.length > 0) return;
    thread?.end();
    thread = undefined;
  }

  return {
    load: async () => void (await load()),
    predict(columns) {
      const bytes = sizeOfColumns(columns);
      const isTooMuch = rowsWaiting + columns.numRows > waitingRows || bytesWaiting + bytes > waitingBytes;
      if (queue.length >= waitingRequests || (queue.length > 0 && isTooMuch))
        return Promise.reject(
          new AppError(
            'too_many_requests',
            `${label} is behind: ${queue.length} requests wait for it. Try again in a moment.`,
            { retryAfter: Math.min(60, (rowsWaiting / batchRows + 1) * lastSeconds) },
          ),
        );
      return new Promise((resolve, reject) => {
        const item = { columns, bytes, resolve, reject, suspect: false };
        countWaiting(item, 1);
        queue.push(item);
        plan();
      });
    },
    explain,
    dispose() {
      disposed = true;
      endWhenIdle();
    },
  };
}
