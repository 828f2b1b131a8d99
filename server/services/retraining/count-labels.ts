import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { Context } from '../../context';
import { models, retrainingCounts } from '../../db/schema';
import { withDuckDB } from '../../duckdb';
import { withLogFiles } from '../monitoring/log-files';
import { labelsSql } from '../monitoring/read-log';

/** Minutes for which a count is good enough. */
const keptMs = 5 * 60_000;

/** How many predictions got a label after `since`, as counted at most five minutes ago. */
export async function countNewLabels(
  context: Context,
  { modelId, model, since }: { modelId: string; model: string; since: Date },
): Promise<number> {
  const known = await context.db.query.retrainingCounts.findFirst({
    where: eq(retrainingCounts.modelId, modelId),
  });
  const isFresh = known && context.now().getTime() - known.countedAt.getTime() < keptMs;
  if (isFresh && known.since.getTime() === since.getTime()) return known.labels;
  const labels = await countLabels(context, model, since);
  await recordCount(context, { modelId, labels, since });
  return labels;
}

const countLabels = (context: Context, model: string, since: Date): Promise<number> =>
  // No predictions are read: labels alone are counted.
  withLogFiles(context, { model, toDay: '0', labelsFromDay: since.toISOString().slice(0, 10) }, (files) =>
    withDuckDB({ memory: '256MB', temporaryFolder: files.folder }, async (connection) => {
      const counted = await connection.runAndReadAll(
        `SELECT count(*)::DOUBLE FROM (${labelsSql(files, model)}) WHERE labelled_at > make_timestamp(${since.getTime() * 1000}::BIGINT)`,
      );
      return Number(counted.getRows()[0]?.[0] ?? 0);
    }),
  );

/** A count is no act: it leaves no trace in the audit log. */
const recordCount = command({
  action: 'retraining.advance',
  input: z.object({ modelId: z.string(), labels: z.number().int().nonnegative(), since: z.date() }),
  isLog: true,
  async run(context, { modelId, labels, since }) {
    if (!(await context.db.query.models.findFirst({ where: eq(models.id, modelId) }))) return;
    const row = { labels, since, countedAt: context.now() };
    await context.db
      .insert(retrainingCounts)
      .values({ modelId, ...row })
      .onConflictDoUpdate({ target: retrainingCounts.modelId, set: row });
  },
});
