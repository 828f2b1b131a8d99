import { inArray } from 'drizzle-orm';
import type { Context } from '../../context';
import { scorings } from '../../db/schema';

const prefix = 'scorings/';
const keptMs = 7 * 86_400_000;

/** Parts of a scoring lie below this until it is done: `<first row>-<row behind the last>.parquet`. */
export const partsOf = (scoringId: string): string => `${prefix}${scoringId}/`;

/** Parts of what ended a week ago and was not gone on with, and of what no row knows. */
export async function clearLeftScorings(context: Context): Promise<void> {
  const keys = (await context.storage.listKeys(prefix)).map(({ key }) => key);
  const ids = [...new Set(keys.flatMap((key) => key.split('/')[1] ?? []))];
  if (ids.length === 0) return;
  const known = await context.db
    .select({ id: scorings.id, endedAt: scorings.endedAt })
    .from(scorings)
    .where(inArray(scorings.id, ids));
  const before = context.now().getTime() - keptMs;
  const kept = new Set(
    known.filter(({ endedAt }) => endedAt === null || endedAt.getTime() > before).map(({ id }) => id),
  );
  for (const key of keys) if (!kept.has(key.split('/')[1] ?? '')) await context.storage.removeKey(key);
}
