import { index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
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
    /** What it watches: a check of a notebook, or this system itself. */
    source: text('source')
      .$type<'check' | 'execution' | 'delivery' | 'disk' | 'log'>()
      .notNull()
      .default('check'),
    notebookId: text('notebook_id'),
    scheduleId: text('schedule_id'),
    check: text('check').notNull(),
    severity: text('severity').$type<'warning' | 'critical'>().notNull(),
    detail: text('detail').notNull(),
    state: text('state').$type<'open' | 'acknowledged' | 'snoozed' | 'resolved'>().notNull(),
    /** Of the execution that last saw it. */
    executionId: text('execution_id'),
    /** Cells of that execution whose charts prove it, the telling one first. */
    cells: jsonb('cells').$type<number[]>().notNull().default([]),
    /** Where it is written what to do. */
    runbook: text('runbook'),
    /** The user who is at it. */
    owner: text('owner'),
    /** When a snoozed one opens again by itself. */
    snoozedUntil: instant('snoozed_until'),
    /** Since when it is open, unseen by a person: what escalation counts from. */
    waitingSince: instant('waiting_since'),
    escalatedAt: instant('escalated_at'),
    /** How often people were asked again since then, and when last. */
    reminders: integer('reminders').notNull().default(0),
    remindedAt: instant('reminded_at'),
    /** Since when it changes too often for each change to be told. */
    flappingSince: instant('flapping_since'),
    openedAt: instant('opened_at').notNull(),
    changedAt: instant('changed_at').notNull(),
    changedBy: text('changed_by').notNull(),
    /** `<schedule>:<check>` until it is resolved, then null: one live alert for a check. */
    liveKey: text('live_key'),
  },
  (table) => [unique('alerts_live').on(table.liveKey), index('alerts_changed').on(table.changedAt)],
);

/** What happened to an alert, by whom and when; never changed. */
export const alertEvents = pgTable(
  'alert_events',
  {
    id: id(),
    alertId: text('alert_id')
      .notNull()
      .references(() => alerts.id, { onDelete: 'cascade' }),
    at: instant('at').notNull(),
    by: text('by').notNull(),
    kind: text('kind')
      .$type<
        | 'opened'
        | 'changed'
        | 'acknowledged'
        | 'snoozed'
        | 'woke'
        | 'owner'
        | 'note'
        | 'told'
        | 'escalated'
        | 'reminded'
        | 'flapping'
        | 'steady'
        | 'resolved'
      >()
      .notNull(),
    text: text('text').notNull(),
  },
  (table) => [index('alert_events_alert').on(table.alertId, table.at)],
);

/** Who is told of alerts, and when others are. */
export const alertRules = pgTable('alert_rules', {
  /** `workspace`: there is one. */
  id: id(),
  recipients: jsonb('recipients').$type<string[]>().notNull(),
  /** Who is told when nobody has acknowledged it for so long; 0: nobody. */
  escalateAfterMinutes: integer('escalate_after_minutes').notNull(),
  escalateTo: jsonb('escalate_to').$type<string[]>().notNull(),
  /** They are told again of what nobody has acknowledged after so long, and so on, a few times; 0: never. */
  remindAfterMinutes: integer('remind_after_minutes').notNull().default(0),
  /** Flapping: this many changes within this many minutes. */
  flapChanges: integer('flap_changes').notNull(),
  flapMinutes: integer('flap_minutes').notNull(),
});
