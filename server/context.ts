import type { Config } from './config';
import type { Database, Transaction } from './db/database';
import type { Log } from './log';
import type { Mail } from './mail/mail';
import type { Metrics } from './metrics';
import type { Actor } from './permissions';
import type { Queue } from './queue/queue';
import type { Storage } from './storage/storage';

/** What the process has, without anybody acting. Made once by `main`. */
export interface System {
  readonly config: Config;
  readonly db: Database;
  readonly storage: Storage;
  readonly queue: Queue;
  readonly mail: Mail;
  readonly log: Log;
  readonly metrics: Metrics;
  /** The clock, so that tests can turn it. */
  now(): Date;
  /** Has `hook` run when the process ends, before queue and database close: what must still be written, or ended. */
  onClose(hook: () => unknown): void;
}

/** First argument of every service. */
export interface Context extends System {
  readonly actor: Actor;
  /** Aborted when nobody waits for the answer any more: reads that take long stop then. Commands go on to their end. */
  readonly signal?: AbortSignal;
}

/** Inside a command: `db` is the open transaction, jobs sent through `queue` commit with it. */
export interface CommandContext extends Omit<Context, 'db' | 'queue'> {
  readonly db: Transaction;
  readonly queue: Pick<Queue, 'send' | 'sendAll'>;
  /** Adds facts to the audit row of this command: what it was about, and what changed. */
  audit(subject: string, detail?: Record<string, unknown>): void;
}

export const actingAs = (system: System, actor: Actor): Context => ({ ...system, actor });
