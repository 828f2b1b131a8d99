import { randomUUID } from 'node:crypto';
import type { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { fromDrizzle, fromPglite, type JobWithMetadata, PgBoss, type QueueResult } from 'pg-boss';
import type { Transaction } from '../db/database';
import type { OpenDatabase } from '../db/open-database';
import { AppError } from '../errors';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import type { JobOptions, JobType, Queue, QueueDepth } from './queue';

/** Where jobs end that failed for good: kept for a while to be looked at, and said in the log. */
const deadLetter = 'dead';

/**
 * Seconds between two looks for work. What this process sends itself is looked for at once; the embedded database has no other, and each
 * look of each type costs its one thread time.
 */
const lookSeconds = { embedded: 2, postgresql: 0.5 } as const;

/** An error that lasts is said again so often. */
const toldAgainMs = 60_000;

export interface QueueOptions {
  readonly opened: OpenDatabase;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'jobs' | 'jobSeconds'>;
  /** Every type there is. A queue made inside a transaction would wait for it on the embedded database. */
  readonly types: readonly JobType<unknown>[];
  /** Keeps house (expiry, retries, clean-up): true in processes that work. */
  readonly supervise: boolean;
  /** A job whose worker does not answer for this long is given to another; 10 at least. */
  readonly heartbeatSeconds: number;
}

/** pg-boss in the same database, so that a command and its job commit together. */
export async function createQueue({
  opened,
  log,
  metrics,
  types,
  supervise,
  heartbeatSeconds,
}: QueueOptions): Promise<Queue> {
  const { engine } = opened;
  const boss = new PgBoss({
    ...(engine.kind === 'embedded'
      ? { db: fromPglite(engine.pglite), backend: 'pglite' as const }
      : { db: { executeSql: (text: string, values?: unknown[]) => engine.pool.query(text, values) } }),
    schema: 'jobs',
    schedule: false,
    supervise,
    // How soon the jobs of a worker that died are given to another, after their heartbeat is missed.
    superviseIntervalSeconds: Math.ceil(heartbeatSeconds / 3),
    monitorIntervalSeconds: Math.ceil(heartbeatSeconds / 3),
  });
  const stopping = new AbortController();
  const told = new Map<string, number>();
  boss.on('error', (error) => {
    if (stopping.signal.aborted) return;
    // A database that is away is one piece of news, not one of each queue twice a second.
    const news = error.message.replace(/ \(Queue: .*/, '');
    if (performance.now() - (told.get(news) ?? Number.NEGATIVE_INFINITY) < toldAgainMs) return;
    if (told.size > 100) told.clear();
    told.set(news, performance.now());
    log.error('The job queue reports an error', { error });
  });
  await opened.alone(async () => {
    await boss.start();
    const prepared = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
    if (!prepared.has(deadLetter)) await boss.createQueue(deadLetter);
    for (const type of types)
      await prepareQueue(boss, settingsOf(type, heartbeatSeconds), prepared.get(type.name));
    if (engine.kind === 'embedded') await giveBack(boss, engine.pglite);
  });
  const known = new Set(types.map(({ name }) => name));
  const workers = new Map<string, string[]>();
  const wake = (name: string) => {
    for (const id of workers.get(name) ?? []) boss.notifyWorker(id);
  };
  const requireKnown = (name: string) => {
    if (!known.has(name)) throw new AppError('internal', `The job ${name} is not among the job types.`);
  };
  if (supervise)
    await boss.work(deadLetter, { pollingIntervalSeconds: 30, includeMetadata: true }, async ([job]) => {
      if (job) log.error('A job failed for good', { job: job.sourceName, data: job.data, id: job.sourceId });
    });

  return {
    async send(type, data, options = {}, transaction) {
      requireKnown(type.name);
      // A job's data is always an object: its schema says so.
      await boss.send(type.name, type.schema.parse(data) as object, {
        ...jobOptions(options),
        ...inTransaction(transaction),
      });
      wake(type.name);
    },
    async sendAll(type, jobs, transaction) {
      requireKnown(type.name);
      if (jobs.length === 0) return;
      await boss.insert(
        type.name,
        jobs.map(({ data, options = {} }) => ({
          data: type.schema.parse(data) as object, // as above
          ...jobOptions(options),
        })),
        inTransaction(transaction),
      );
      wake(type.name);
    },
    async work(type, concurrency, handler) {
      requireKnown(type.name);
      const settings = {
        batchSize: 1,
        pollingIntervalSeconds: lookSeconds[engine.kind],
        burstWhenBatchFull: true,
        includeMetadata: true as const,
      };
      const handle = async ([job]: JobWithMetadata[]) => {
        if (!job) return;
        const count = (outcome: 'done' | 'failed') => metrics.jobs.inc({ job: type.name, outcome });
        const end = metrics.jobSeconds.startTimer({ job: type.name });
        try {
          const data = type.schema.parse(job.data);
          const signal = AbortSignal.any([job.signal, stopping.signal]);
          await handler({ id: job.id, data, signal, retryCount: job.retryCount });
          count('done');
        } catch (error) {
          count('failed');
          if (!stopping.signal.aborted)
            log.warn('A job failed', { job: type.name, id: job.id, attempt: job.retryCount + 1, error });
          throw error;
        } finally {
          end();
        }
      };
      // One by one: of several at once pg-boss would wake the first only.
      for (let place = 0; place < concurrency; place += 1) {
        const id = await boss.work(type.name, settings, handle);
        workers.set(type.name, [...(workers.get(type.name) ?? []), id]);
      }
    },
    async depth() {
      const { rows } =
        engine.kind === 'embedded'
          ? await engine.pglite.query<QueueDepth>(depthSql)
          : await engine.pool.query<QueueDepth>(depthSql);
      return rows;
    },
    async stop() {
      stopping.abort();
      await boss.stop({ graceful: true, timeout: 10_000 });
    },
  };
}

/** What waits for its time, a retry for instance, is not due yet. */
const depthSql = `
  SELECT name, count(*) FILTER (WHERE state < 'active')::int AS waiting, count(*) FILTER (WHERE state = 'active')::int AS running
  FROM jobs.job WHERE state <= 'active' AND (state = 'active' OR start_after <= now()) AND name <> '${deadLetter}' GROUP BY name ORDER BY name`;

const jobOptions = ({ singletonKey, startAfter, retryLimit, priority }: JobOptions) => ({
  singletonKey: singletonKey ?? randomUUID(),
  ...(startAfter && { startAfter }),
  ...(retryLimit !== undefined && { retryLimit }),
  ...(priority !== undefined && { priority }),
});

const inTransaction = (transaction?: Transaction) =>
  transaction ? { db: fromDrizzle(transaction as Parameters<typeof fromDrizzle>[0], sql) } : {}; // both engines give {rows}

/** What is done is kept so long: of jobs that are sent every few seconds a week would be some hundred thousand rows. */
const keptSeconds = 3600;

const settingsOf = (type: JobType<unknown>, heartbeatSeconds: number) => ({
  name: type.name,
  retryLimit: type.retryLimit ?? 2,
  retryDelay: type.retryDelaySeconds ?? 5,
  retryBackoff: true,
  heartbeatSeconds,
  expireInSeconds: type.expireInSeconds ?? 3600,
  deleteAfterSeconds: keptSeconds,
  deadLetter,
});

/** Writes only what is not so already: each write waits for the disk, and this is done for every type at every start. */
async function prepareQueue(
  boss: PgBoss,
  { name, ...settings }: ReturnType<typeof settingsOf>,
  prepared: QueueResult | undefined,
): Promise<void> {
  const wanted = Object.entries(settings) as [keyof typeof settings, unknown][]; // entries lose the names of keys
  if (prepared && wanted.every(([key, value]) => prepared[key] === value)) return;
  // `short`: of one key, one job waits at most. Jobs that are sent without a key get one of their own.
  await boss.createQueue(name, { ...settings, policy: 'short' });
  await boss.updateQueue(name, settings);
  // pg-boss remembers a queue that it looked at, so that a send inside a transaction asks nothing outside of it.
  await boss.findJobs(name, { id: randomUUID() });
}

/**
 * The embedded database belongs to one process, so what counts as being worked on when it opens was a dead one's: it is tried again
 * at once, not after the heartbeat that will never come. It counts as a try, or a job that ends its process would do so for ever.
 */
async function giveBack(boss: PgBoss, database: PGlite): Promise<void> {
  const { rows } = await database.query<{ name: string; id: string }>(
    "SELECT name, id FROM jobs.job WHERE state = 'active'",
  );
  for (const { name, id } of rows) await boss.fail(name, id, { message: 'Its process ended.' });
}
