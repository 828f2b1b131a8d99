import { sql } from 'drizzle-orm';
import { fromDrizzle, fromPglite, PgBoss, type SendOptions } from 'pg-boss';
import type { Log } from '../context';
import type { OpenDatabase } from '../db/open-database';
import type { Job, JobType, Queue } from './queue';

const deadLetter = 'dead';

export interface QueueOptions {
  readonly opened: OpenDatabase;
  readonly log: Log;
  /** Keeps house (expiry, retries, clean-up): true in processes that work. */
  readonly supervise: boolean;
  /** Every job that is sent inside a transaction: its queue has to be there, and known, before. */
  readonly types?: readonly Omit<JobType<never>, 'schema'>[];
}

/** pg-boss in the same database, so that a command and its job commit together. */
export async function createQueue({ opened, log, supervise, types = [] }: QueueOptions): Promise<Queue> {
  const { engine } = opened;
  const boss = new PgBoss({
    ...(engine.kind === 'embedded'
      ? { db: fromPglite(engine.pglite), backend: 'pglite' as const }
      : { db: { executeSql: (text: string, values?: unknown[]) => engine.pool.query(text, values) } }),
    schema: 'jobs',
    schedule: false,
    supervise,
  });
  boss.on('error', (error) => log.error('The job queue reports an error', { error: String(error) }));
  await boss.start();
  await boss.createQueue(deadLetter);
  const known = new Map<string, Promise<void>>();

  const ensure = (type: Omit<JobType<never>, 'schema'>): Promise<void> => {
    const made =
      known.get(type.name) ??
      boss.createQueue(type.name, {
        retryLimit: type.retryLimit ?? 2,
        retryDelay: type.retryDelaySeconds ?? 5,
        retryBackoff: true,
        heartbeatSeconds: type.heartbeatSeconds ?? 30,
        expireInSeconds: type.expireInSeconds ?? 3600,
        deadLetter,
      });
    known.set(type.name, made);
    return made;
  };

  for (const type of types) {
    await ensure(type);
    // pg-boss remembers a queue at its first use, by a query of its own; inside a transaction of the embedded database, that
    // query would wait for ever. So each is used once here.
    await boss.getJobById(type.name, '00000000-0000-0000-0000-000000000000');
  }

  return {
    async send(type, data, options = {}, transaction) {
      // Inside a transaction only the job itself is written: `types` says which queues there are.
      if (!transaction) await ensure(type);
      const settings: SendOptions = {
        ...(options.singletonKey && { singletonKey: options.singletonKey }),
        ...(options.startAfter && { startAfter: options.startAfter }),
        ...(options.retryLimit !== undefined && { retryLimit: options.retryLimit }),
        ...(transaction && { db: fromDrizzle(transaction as Parameters<typeof fromDrizzle>[0], sql) }), // both engines give {rows}
      };
      await boss.send(type.name, type.schema.parse(data) as object, settings);
    },
    async work(type, concurrency, handler) {
      await ensure(type);
      await boss.work(
        type.name,
        { localConcurrency: concurrency, batchSize: 1, pollingIntervalSeconds: 0.5, includeMetadata: true },
        async ([job]) => {
          if (!job) return;
          const parsed = type.schema.safeParse(job.data);
          if (!parsed.success) {
            log.error('A job was dropped: its data has not the shape of its type', {
              job: type.name,
              id: job.id,
              error: parsed.error.message,
            });
            return;
          }
          const given: Job<(typeof parsed)['data']> = {
            id: job.id,
            data: parsed.data,
            signal: job.signal,
            retryCount: job.retryCount,
          };
          try {
            await handler(given);
          } catch (error) {
            log.warn('A job failed', {
              job: type.name,
              id: job.id,
              retry: job.retryCount,
              error: String(error),
            });
            throw error;
          }
        },
      );
    },
    stop: () => boss.stop({ graceful: true, timeout: 5000 }),
  };
}
