import { z } from 'zod';
import { command, query } from '../../command';
import type { Context } from '../../context';
import { retentionSettings } from '../../db/schema';

/** Days, null for ever. Those of a month ago may still be told of, repeated or undone. */
const days = z.number().int().min(30, 'Keep thirty days at least').max(36_500).nullable();
const input = z.object({
  executionDays: days,
  leastExecutions: z.number().int().min(1, 'Keep the newest at least').max(1000),
  mailDays: days,
  reportFileDays: days,
  /** Of older days only the last of what autosave kept of a notebook stays. */
  revisionDays: days.default(null),
  /** Deleted notebooks can be restored so long. */
  trashDays: days.default(null),
});

export type Retention = z.output<typeof input>;

const asShipped: Retention = {
  executionDays: 730,
  leastExecutions: 20,
  mailDays: 730,
  reportFileDays: null,
  revisionDays: null,
  trashDays: null,
};
const workspace = 'workspace';
/** A change can be taken back for so long before anything goes. */
const graceMs = 3_600_000;

async function readSettings({ db }: { readonly db: Pick<Context['db'], 'select'> }) {
  const [row] = await db.select().from(retentionSettings);
  if (!row) return { settings: asShipped, changedAt: undefined };
  const { executionDays, leastExecutions, mailDays, reportFileDays, revisionDays, trashDays } = row;
  return {
    settings: { executionDays, leastExecutions, mailDays, reportFileDays, revisionDays, trashDays },
    changedAt: row.changedAt,
  };
}

/** How long runs, mails, kept reports and autosaves stay. */
export const readRetention = query({
  action: 'retention.read',
  input: z.object({}),
  run: async (context) => (await readSettings(context)).settings,
});

/** From an hour later on, what is older is removed. */
export const setRetention = command({
  action: 'retention.set',
  input,
  async run(context, next) {
    const { settings: before } = await readSettings(context);
    const values = { ...next, changedAt: context.now(), changedBy: context.actor.id };
    await context.db
      .insert(retentionSettings)
      .values({ id: workspace, ...values })
      .onConflictDoUpdate({ target: retentionSettings.id, set: values });
    context.audit('retention', { ...next, before });
    return { before };
  },
});

/** What counts now; undefined while a change can still be taken back. */
export async function effectiveRetention(
  context: Pick<Context, 'now'> & Parameters<typeof readSettings>[0],
): Promise<Retention | undefined> {
  const { settings, changedAt } = await readSettings(context);
  return changedAt && context.now().getTime() - changedAt.getTime() < graceMs ? undefined : settings;
}

export const daysBefore = (now: Date, count: number): Date => new Date(now.getTime() - count * 86_400_000);
