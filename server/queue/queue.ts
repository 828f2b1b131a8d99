import type { z } from 'zod';
import type { Transaction } from '../db/database';

/** The jobs there are, each with the shape of its data. A handler is at `server/worker/<name>.ts`. Delivery is at least once. */
export interface JobOptions {
  /** At most one waiting job with this key. */
  readonly singletonKey?: string;
  readonly startAfter?: Date;
  readonly retryLimit?: number;
  /** The higher is taken first; 0 unless told. */
  readonly priority?: number;
}

export interface Job<T> {
  readonly id: string;
  readonly data: T;
  /** Aborted when the job is cancelled, timed out or the process stops. */
  readonly signal: AbortSignal;
  /** 0 for the first try. */
  readonly retryCount: number;
}

export interface JobType<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly expireInSeconds?: number;
  readonly retryLimit?: number;
  readonly retryDelaySeconds?: number;
}

export interface QueueDepth {
  readonly name: string;
  readonly waiting: number;
  readonly running: number;
}

export interface Queue {
  /** Sends a job, in `transaction` when given: job and rows commit together. */
  send<T>(type: JobType<T>, data: T, options?: JobOptions, transaction?: Transaction): Promise<void>;
  /** Sends many of a type in one statement. */
  sendAll<T>(
    type: JobType<T>,
    jobs: readonly { readonly data: T; readonly options?: JobOptions }[],
    transaction?: Transaction,
  ): Promise<void>;
  /** Workers only. `concurrency` jobs of this type at once in this process. */
  work<T>(type: JobType<T>, concurrency: number, handler: (job: Job<T>) => Promise<void>): Promise<void>;
  /** Jobs of each type that wait now or run, in all processes; types without any are left out. */
  depth(): Promise<readonly QueueDepth[]>;
  stop(): Promise<void>;
}
