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
    for (const some of inParts(minutes))
      await db
        .insert(deploymentMinutes)
        .values(some)
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
    for (const some of inParts(refusals))
      await db
        .insert(deploymentRefusals)
        .values(some)
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

/** A statement may have 65 535 parameters. */
const mostRows = 1000;
const inParts = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / mostRows) }, (_, part) =>
    rows.slice(part * mostRows, (part + 1) * mostRows),
  );

const excluded = (table: PgTable): Record<string, SQL> =>
  Object.fromEntries(
    Object.entries(getTableColumns(table)).map(([key, { name }]) => [key, sql.raw(`excluded."${name}"`)]),
  );
