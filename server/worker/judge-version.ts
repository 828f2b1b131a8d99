import { sliceMetricsOf } from '@/cells/ml/judging/row-losses';
import { actingAs, type System } from '../context';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { judgeVersionJob, readForVerification, recordFigures, type VersionJob } from '../services/registry';
import { judgeVersion, judgingInThread } from '../serving';

export { judgeVersionJob };

/** Judges a new version on its held-out rows, so that its card knows intervals and weak slices. Without such rows nothing is written. */
export async function judgeNewVersion(system: System, { data, signal }: Job<VersionJob>): Promise<void> {
  const { versionId } = data;
  const context = actingAs(system, await actorOf(system, workerId));
  const subject = await readForVerification(context, versionId);
  if (subject?.status !== 'ready' || !('held-out.arrow' in subject.files)) return;
  const bytes = Object.values(subject.files).reduce((sum, file) => sum + file.bytes, 0);
  const { judgement, rows } = await judgeVersion(context, { ...subject, id: versionId, bytes }, { signal });
  const [metric] = sliceMetricsOf(rows);
  const { slices } = metric
    ? await judgingInThread.findWorstSlices(rows, metric, { limit: 5 })
    : { slices: [] };
  await recordFigures(context, {
    versionId,
    figures: {
      rows: judgement.rows.used,
      metrics: finite(judgement.metrics),
      slices: slices
        .filter(({ interval }) => Number.isFinite(interval.low) && Number.isFinite(interval.high))
        .map(({ name, size, metric: value, interval }) => ({
          ...{ name, size, metric: metric ?? '', value, low: interval.low, high: interval.high },
        })),
    },
  });
}

/** A metric that is not defined on these rows is left out. */
const finite = (metrics: Readonly<Record<string, { value: number; low: number; high: number }>>) =>
  Object.fromEntries(
    Object.entries(metrics)
      .filter(([, { value, low, high }]) => [value, low, high].every(Number.isFinite))
      .map(([name, { value, low, high }]) => [name, { value, low, high }]),
  );
