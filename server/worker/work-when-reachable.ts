import type { System } from '../context';
import type { Queue } from '../queue/queue';

/**
 * The queue for a worker whose files lie elsewhere: a job waits, held by this worker, while the storage is away, so that an outage
 * costs each job one try at most.
 */
export function workWhenReachable({ queue, storage }: Pick<System, 'queue' | 'storage'>): Queue {
  return {
    ...queue,
    work: (type, concurrency, handler) =>
      queue.work(type, concurrency, async (job) => {
        await storage.whenReachable(job.signal);
        await handler(job);
      }),
  };
}
