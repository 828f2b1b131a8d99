import type { Context } from '../../context';
import { listSegments } from './log-files';
import { segmentFolder } from './log-format';

/** Closed segments of the prediction log that have waited longer than this to become Parquet. */
export async function countWaitingSegments(
  { config, now }: Pick<Context, 'config' | 'now'>,
  longerThanMs: number,
): Promise<number> {
  const before = now().getTime() - longerThanMs;
  const segments = await listSegments(segmentFolder(config.dataFolder));
  return segments.filter(({ open, startedAt }) => !open && startedAt < before).length;
}
