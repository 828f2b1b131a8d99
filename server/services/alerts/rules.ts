import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { command, query } from '../../command';
import type { Context } from '../../context';
import { alertRules } from '../../db/schema';
import { recipients } from '../mails';

const workspace = 'workspace';
const people = recipients.refine((list) => !list.some((entry) => entry.startsWith('=')), {
  error: 'Alerts belong to no notebook: name addresses, @owners or @editors',
});

export type AlertRules = Omit<typeof alertRules.$inferSelect, 'id'>;

const asShipped: AlertRules = {
  ...{ recipients: [], escalateAfterMinutes: 0, escalateTo: [], remindAfterMinutes: 0 },
  ...{ flapChanges: 4, flapMinutes: 24 * 60 },
};

export async function readRules({ db }: { readonly db: Pick<Context['db'], 'select'> }): Promise<AlertRules> {
  const [row] = await db.select().from(alertRules).where(eq(alertRules.id, workspace));
  return row ?? asShipped;
}

/** Who is told of alerts, when others are, and what counts as flapping. */
export const readAlertRules = query({
  action: 'alert.read',
  input: z.object({}),
  run: (context) => readRules(context),
});

export const setAlertRules = command({
  action: 'alert.rule',
  input: z.object({
    recipients: people,
    /** 0 for never. */
    escalateAfterMinutes: z
      .number()
      .int()
      .min(0)
      .max(30 * 24 * 60),
    escalateTo: people,
    /** They are told again of what nobody has acknowledged, after so long each time; 0 for never. */
    remindAfterMinutes: z
      .number()
      .int()
      .min(0)
      .max(30 * 24 * 60)
      .default(0),
    flapChanges: z.number().int().min(2, 'A check that changes once does not flap').max(100),
    flapMinutes: z
      .number()
      .int()
      .min(1)
      .max(30 * 24 * 60),
  }),
  async run(context, rules) {
    context.audit('alerts', rules);
    await context.db
      .insert(alertRules)
      .values({ id: workspace, ...rules })
      .onConflictDoUpdate({ target: alertRules.id, set: rules });
    return rules;
  },
});
