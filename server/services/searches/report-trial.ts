import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { frameRequests } from '@/cells/bridge/messages';
import type { TrialAdvance, TrialEnd } from '@/cells/bridge/trials';
import { toJsonNumber } from '@/cells/tracking/metric-point';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { searchTrials } from '../../db/schema';
import { isWanted } from './require-search';

type Held = { readonly searchId: string; readonly number: number; readonly fence: number };

/**
 * A worker tells how far its trial is, which renews its lease. A trial that another has now, that was taken
 * back, or whose search goes on no more, is not wanted.
 */
export const reportTrial = command({
  action: 'search.try',
  isLog: true,
  input: frameRequests['trial.report'].input.extend({ searchId: z.string() }),
  async run(context, { steps, folds, ...held }) {
    const leaseUntil = new Date(context.now().getTime() + context.config.heartbeatSeconds * 1000);
    if (!(await writeTrial(context, held, { ...advance({ steps, folds }), leaseUntil })))
      return { wanted: false };
    return { wanted: await isWanted(context, held.searchId) };
  },
});

/** A worker tells what its trial came to. Of one that it has lost, nothing is kept. */
export const endTrial = command({
  action: 'search.try',
  isLog: true,
  input: frameRequests['trial.end'].input.extend({ searchId: z.string() }),
  async run(context, { steps, folds, end, ...held }) {
    const change = { ...advance({ steps, folds }), state: 'ended' as const, leaseUntil: null };
    await writeTrial(context, held, { ...change, end: toStoredEnd(end) });
    return {};
  },
});

async function writeTrial(
  { db }: Pick<CommandContext, 'db'>,
  { searchId, number, fence }: Held,
  change: Parameters<ReturnType<CommandContext['db']['update']>['set']>[0],
): Promise<boolean> {
  const rows = await db
    .update(searchTrials)
    .set(change)
    .where(
      and(
        eq(searchTrials.searchId, searchId),
        eq(searchTrials.number, number),
        eq(searchTrials.fence, fence),
        eq(searchTrials.state, 'running'),
      ),
    )
    .returning({ number: searchTrials.number });
  return rows.length > 0;
}

/** What JSON has no word for is stored as text. */
function advance({ steps, folds }: TrialAdvance) {
  const told = steps.map(({ step, metrics }) => ({
    step,
    metrics: Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, toJsonNumber(value)])),
  }));
  return {
    ...(told.length > 0 && {
      steps: sql`${searchTrials.steps} || ${JSON.stringify(told)}::jsonb`,
    }),
    ...(folds && { folds: folds.map(toStoredFold) }),
  };
}

const toStoredFold = ({ value, steps }: { value: number; steps: number }) => ({
  value: toJsonNumber(value),
  steps,
});

function toStoredEnd(end: TrialEnd) {
  if ('problem' in end) return end;
  return { ...end, value: toJsonNumber(end.value), folds: end.folds?.map(toStoredFold) };
}
