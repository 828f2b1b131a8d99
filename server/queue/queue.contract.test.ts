import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { OpenDatabase } from '../db/open-database';
import { testDatabases } from '../db/testing';
import type { Log } from '../log';
import { createMetrics } from '../metrics';
import { createQueue } from './pg-boss-queue';
import type { Job, JobType, Queue } from './queue';

type Note = { text: string };
const type = (name: string, options: Partial<JobType<Note>> = {}): JobType<Note> => ({
  name,
  schema: z.object({ text: z.string() }),
  retryDelaySeconds: 0,
  ...options,
});
const types = {
  plain: type('plain'),
  rows: type('rows'),
  keyed: type('keyed'),
  failing: type('failing', { retryLimit: 2 }),
  dying: type('dying', { retryLimit: 0 }),
  later: type('later'),
  counted: type('counted', { retryLimit: 0 }),
  long: type('long'),
  shaped: type('shaped', { retryLimit: 0 }),
};

describe.each(testDatabases)('the queue on $name', ({ open }) => {
  let opened: OpenDatabase;
  let queue: Queue;
  const entries: string[] = [];
  const log: Log = {
    info: () => {},
    warn: (message, facts) => entries.push(`${message} ${JSON.stringify(facts)}`),
    error: (message, facts) => entries.push(`${message} ${JSON.stringify(facts)}`),
  };
  const metrics = createMetrics();
  const start = () =>
    createQueue({ opened, log, metrics, types: Object.values(types), supervise: true, heartbeatSeconds: 30 });
  beforeAll(async () => {
    opened = await open();
    queue = await start();
  });
  afterAll(async () => {
    await queue.stop();
    await opened.close();
  });
  afterEach(() => {
    entries.length = 0;
  });

  /** Works on a type and gives what arrives, one after the other. */
  async function take(wanted: JobType<Note>, handle: (job: Job<Note>) => Promise<void> = async () => {}) {
    const arrived: Job<Note>[] = [];
    const waiting: ((job: Job<Note>) => void)[] = [];
    await queue.work(wanted, 1, async (job) => {
      const next = waiting.shift();
      if (next) next(job);
      else arrived.push(job);
      await handle(job);
    });
    return () => {
      const job = arrived.shift();
      return job ? Promise.resolve(job) : new Promise<Job<Note>>((resolve) => waiting.push(resolve));
    };
  }

  it('does what it is sent, with its data', async () => {
    const next = await take(types.plain);
    await queue.send(types.plain, { text: 'hello' });
    expect(await next()).toMatchObject({ data: { text: 'hello' }, retryCount: 0 });
  });

  it('commits a job with the rows of its transaction, and takes it back with them', async () => {
    const next = await take(types.rows);
    await opened.db
      .transaction(async (tx) => {
        await queue.send(types.rows, { text: 'taken back' }, {}, tx);
        throw new Error('no');
      })
      .catch(() => {});
    await opened.db.transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      await queue.send(types.rows, { text: 'kept' }, {}, tx);
    });
    expect((await next()).data.text).toBe('kept');
  });

  it('lets one job of a key wait, and any number without', async () => {
    for (const text of ['first', 'second', 'third'])
      await queue.send(types.keyed, { text }, { singletonKey: 'nightly' });
    await queue.send(types.keyed, { text: 'other' }, { singletonKey: 'weekly' });
    await queue.send(types.keyed, { text: 'free' });
    await queue.send(types.keyed, { text: 'free' });
    const next = await take(types.keyed);
    const texts = [await next(), await next(), await next(), await next()].map(({ data }) => data.text);
    expect(texts.sort()).toEqual(['first', 'free', 'free', 'other']);
  });

  it('tries again what fails, and says so', async () => {
    const next = await take(types.failing, async ({ retryCount }) => {
      if (retryCount < 2) throw new Error('not yet');
    });
    await queue.send(types.failing, { text: 'stubborn' });
    expect([await next(), await next(), await next()].map(({ retryCount }) => retryCount)).toEqual([0, 1, 2]);
    expect(entries.filter((entry) => entry.startsWith('A job failed'))).toHaveLength(2);
  });

  it('says how many jobs wait and run, and counts what came of them', async () => {
    await queue.send(types.counted, { text: 'one' });
    await queue.send(types.counted, { text: 'two' });
    await queue.send(types.counted, { text: 'tomorrow' }, { startAfter: new Date(Date.now() + 86_400_000) });
    const depth = async () => (await queue.depth()).find(({ name }) => name === 'counted');
    expect(await depth()).toEqual({ name: 'counted', waiting: 2, running: 0 });
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const next = await take(types.counted, async ({ data }) => {
      await held;
      if (data.text === 'two') throw new Error('as wanted');
    });
    await next();
    expect(await depth()).toEqual({ name: 'counted', waiting: 1, running: 1 });
    release();
    await next();
    await expect.poll(depth).toBeUndefined();
    const text = await metrics.text();
    expect(text).toContain('cellar_jobs_total{job="counted",outcome="done"} 1');
    expect(text).toContain('cellar_jobs_total{job="counted",outcome="failed"} 1');
    expect(text).toContain('cellar_job_duration_seconds_count{job="counted"} 2');
  });

  it('waits until its time', async () => {
    const startAfter = new Date(Date.now() + 2000);
    const next = await take(types.later);
    await queue.send(types.later, { text: 'patience' }, { startAfter });
    await next();
    expect(Date.now()).toBeGreaterThanOrEqual(startAfter.getTime() - 50);
  });

  it('refuses a job that it does not know, and data that has another shape', async () => {
    await expect(queue.send(type('unheard-of'), { text: 'x' })).rejects.toThrow('not among the job types');
    // A caller without types, such as an older process.
    await expect(queue.send(types.shaped, { text: 7 } as unknown as Note)).rejects.toThrow();
  });

  it('stops: a running job is told, and is done again by the next process', async () => {
    let told = () => {};
    const stopped = new Promise<void>((resolve) => {
      told = resolve;
    });
    const next = await take(types.long, (job) => {
      const ended = new Promise<never>((_, reject) =>
        job.signal.addEventListener('abort', () => reject(new Error('stopping'))),
      );
      ended.catch(told);
      return ended;
    });
    await queue.send(types.long, { text: 'unfinished' });
    await next();
    await queue.stop();
    await stopped;
    queue = await start();
    const again = await take(types.long);
    expect((await again()).data.text).toBe('unfinished');
  });
});
