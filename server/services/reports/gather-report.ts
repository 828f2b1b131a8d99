import type { CommandContext } from '../../context';
import { type DigestPeriod, digestEntries } from '../../db/schema';
import { dueTimes } from '../schedules';

/** When digests go out, on the clock of each schedule. */
const rules: Readonly<Record<DigestPeriod, string>> = { daily: '0 8 * * *', weekly: '0 8 * * 1' };

/** Puts a report aside for the next digest of each of these readers; part of the command that ends its execution. */
export async function gatherReport(
  { db, now }: Pick<CommandContext, 'db' | 'now'>,
  executionId: string,
  {
    addresses,
    period,
    timeZone,
  }: { readonly addresses: readonly string[]; readonly period: DigestPeriod; readonly timeZone: string },
): Promise<void> {
  const dueAt = dueTimes({ cron: rules[period], timeZone }).next(now());
  if (!dueAt || addresses.length === 0) return;
  const entries = addresses.map((address) => ({
    ...{ executionId, period, dueAt },
    address: address.toLowerCase(),
  }));
  await db.insert(digestEntries).values(entries).onConflictDoNothing();
}
