import { getTableColumns, lt, type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { command } from '../../command';
import { deploymentMinutes, deploymentRefusals } from '../../db/schema';
import type { Minute, Refusals } from './traffic';

/** How long figures by the minute are kept; the prediction log is for longer. */
export const keptDays = 8;

/** Writes over what this process counted in the minutes before, so that written twice is counted once. */
export const recordTraffic = command({
  action: 'deployment.record',
  // Made by serving in this process, in the shape of the rows.
  input: z.object({
    minutes: z.custom<readonly Minute[]>(Array.isArray),
    refusals: z.custom<readonly Refusals[]>(Array.isArray),
  }),
  isLog: true,
  async run({ db }, { minutes, refusals }) {
    if (minutes.length > 0)
      await db
        .insert(deploymentMinutes)
        .values([...minutes])
        .onConflictDoUpdate({
          target: [
            deploymentMinutes.deployment,
            deploymentMinutes.minute,
            deploymentMinutes.process,
            deploymentMinutes.role,
            deploymentMinutes.version,
            deploymentMinutes.split,
          ],
          set: excluded(deploymentMinutes),
        });
    if (refusals.length > 0)
      await db
        .insert(deploymentRefusals)
        .values([...refusals])
        .onConflictDoUpdate({
          target: [deploymentRefusals.deployment, deploymentRefusals.minute, deploymentRefusals.process],
          set: excluded(deploymentRefusals),
        });
  },
});

/** Takes away what is too old to be shown or judged. */
export const forgetTraffic = command({
  action: 'deployment.record',
  input: z.object({}),
  isLog: true,
  async run({ db, now }) {
    const before = new Date(now().getTime() - keptDays * 86_400_000);
    await db.delete(deploymentMinutes).where(lt(deploymentMinutes.minute, before));
    await db.delete(deploymentRefusals).where(lt(deploymentRefusals.minute, before));
  },
});

const excluded = (table: PgTable): Record<string, SQL> =>
  Object.fromEntries(
    Object.entries(getTableColumns(table)).map(([key, { name }]) => [key, sql.raw(`excluded."${name}"`)]),
  );
