import { eq, inArray } from 'drizzle-orm';
import type { Context } from '../../context';
import { datasets, models, schedules, scheduleTriggers } from '../../db/schema';

/** What starts a schedule beside its clock, each with the name of what it waits for. Secrets are left out. */
export async function readTriggers({ db, config }: Context, scheduleId: string) {
  const rows = await db
    .select()
    .from(scheduleTriggers)
    .where(eq(scheduleTriggers.scheduleId, scheduleId))
    .orderBy(scheduleTriggers.createdAt, scheduleTriggers.id);
  const subjects = rows.flatMap(({ subject }) => subject ?? []);
  const names = new Map<string, string>();
  if (subjects.length > 0)
    for (const table of [datasets, models, schedules])
      for (const { id, name } of await db
        .select({ id: table.id, name: table.name })
        .from(table)
        .where(inArray(table.id, subjects)))
        names.set(id, name);
  return rows.map(({ id, kind, subject, condition }) => ({
    ...{ id, kind, subject, condition },
    name: subject ? (names.get(subject) ?? 'something that was deleted') : null,
    /** Where a webhook is told. */
    url: kind === 'webhook' ? `${config.url}/api/hooks/${id}` : null,
  }));
}
