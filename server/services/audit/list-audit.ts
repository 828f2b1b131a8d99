import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { auditEntries, users } from '../../db/schema';
import type { Action } from '../../permissions';

/** The newest entries, of one subject (`model:<id>`, `notebook:<id>` …) when given; older than the entry `before`, to page on. */
export const listAudit = query({
  action: 'audit.read',
  input: z.object({
    subject: z.string().max(200).optional(),
    before: z.string().max(40).optional(),
    limit: z.number().int().min(1).max(500).default(100),
  }),
  run: (context, { subject, before, limit }) =>
    context.db
      .select({
        id: auditEntries.id,
        at: auditEntries.at,
        actor: users.name,
        // Commands alone write entries.
        action: sql<Action>`${auditEntries.action}`,
        subject: auditEntries.subject,
        detail: auditEntries.detail,
      })
      .from(auditEntries)
      .leftJoin(users, eq(users.id, auditEntries.actorId))
      .where(
        and(
          subject ? eq(auditEntries.subject, subject) : undefined,
          before
            ? sql`(${auditEntries.at}, ${auditEntries.id}) < (select seen.at, seen.id from ${auditEntries} seen where seen.id = ${before})`
            : undefined,
        ),
      )
      .orderBy(desc(auditEntries.at), desc(auditEntries.id))
      .limit(limit),
});
