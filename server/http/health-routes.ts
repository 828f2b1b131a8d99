import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { System } from '../context';
import { listSegments, segmentFolder } from '../services/monitoring';
import type { RouteModule } from './route';

/**
 * How the process is: `GET /health` for whoever decides whether it gets requests, `GET /metrics` for Prometheus. A storage that is
 * away makes a process degraded, not ill: models in memory answer, and its predictions are logged on its own disk.
 */
export const healthRoutes: RouteModule = () => [
  {
    method: 'GET',
    path: '/health',
    policy: 'public',
    async handle(request, { db, config, storage, queue }) {
      const database = config.databaseUrl ? 'postgresql' : 'embedded';
      const about = {
        role: config.role,
        storage: { kind: storage.kind, reachable: storage.isReachable() },
      };
      try {
        await db.execute(sql`select 1`);
        const jobs = await queue.depth();
        return request.json({
          status: storage.isReachable() ? 'ok' : 'degraded',
          ...about,
          database: { kind: database, reachable: true },
          queue: {
            waiting: sum(jobs.map((job) => job.waiting)),
            running: sum(jobs.map((job) => job.running)),
          },
        });
      } catch {
        return request.json(
          { status: 'down', ...about, database: { kind: database, reachable: false } },
          503,
        );
      }
    },
  },
  {
    method: 'GET',
    path: '/metrics',
    policy: 'settings.read',
    async handle(request, system) {
      await noteState(system);
      const { metrics } = system;
      return request.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType });
    },
  },
];

/** What is asked when somebody looks, and not counted as it happens. */
async function noteState({ metrics, queue, storage, config, now }: System): Promise<void> {
  metrics.isReachable.set({ part: 'storage' }, Number(storage.isReachable()));
  metrics.jobsInQueue.reset();
  try {
    for (const { name, waiting, running } of await queue.depth()) {
      metrics.jobsInQueue.set({ job: name, state: 'waiting' }, waiting);
      metrics.jobsInQueue.set({ job: name, state: 'running' }, running);
    }
    metrics.isReachable.set({ part: 'database' }, 1);
  } catch {
    metrics.isReachable.set({ part: 'database' }, 0);
  }
  const folder = segmentFolder(config.dataFolder);
  const segments = await listSegments(folder);
  const sizes = segments.map(({ fileName }) =>
    stat(join(folder, fileName)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  metrics.logSegments.set(segments.length);
  metrics.logBytes.set(sum(await Promise.all(sizes)));
  const oldest = Math.min(...segments.map(({ startedAt }) => startedAt));
  metrics.logAgeSeconds.set(segments.length === 0 ? 0 : Math.max(0, now().getTime() - oldest) / 1000);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
