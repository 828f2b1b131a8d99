import { index, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { createdAt, createdBy, id, instant } from './columns';
import { models } from './registry';

export const monitors = pgTable(
  'monitors',
  {
    id: id(),
    modelId: text('model_id')
      .notNull()
      .references(() => models.id, { onDelete: 'cascade' }),
    notebookId: text('notebook_id').notNull(),
    scheduleId: text('schedule_id').notNull(),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [index('monitors_model').on(table.modelId)],
);

export const alerts = pgTable(
  'alerts',
  {
    id: id(),
    notebookId: text('notebook_id').notNull(),
    scheduleId: text('schedule_id').notNull(),
    check: text('check').notNull(),
    severity: text('severity').$type<'warning' | 'critical'>().notNull(),
    detail: text('detail').notNull(),
    state: text('state').$type<'open' | 'acknowledged' | 'resolved'>().notNull(),
    /** Of the execution that last saw it. */
    executionId: text('execution_id').notNull(),
    openedAt: instant('opened_at').notNull(),
    changedAt: instant('changed_at').notNull(),
    changedBy: text('changed_by').notNull(),
    /** `<schedule>:<check>` while open or acknowledged, null once resolved: one live alert for a check. */
    liveKey: text('live_key'),
  },
  (table) => [unique('alerts_live').on(table.liveKey), index('alerts_changed').on(table.changedAt)],
);
