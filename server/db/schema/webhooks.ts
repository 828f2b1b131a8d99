import { boolean, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, createdBy, id, instant } from './columns';

export const webhooks = pgTable('webhooks', {
  id: id(),
  /** `slack`, `teams`: an incoming webhook, whose whole address is the secret; `url` then names its host alone. */
  kind: text('kind').$type<'webhook' | 'slack' | 'teams'>().notNull().default('webhook'),
  url: text('url').notNull(),
  /** Events that are sent; all when empty. */
  events: jsonb('events').$type<string[]>().notNull(),
  /** Schedules whose reports and alerts it is told of; all when empty. */
  schedules: jsonb('schedules').$type<string[]>().notNull().default([]),
  /** Signs deliveries; shown once, when it is made, and kept sealed (`server/secrets.ts`). */
  secret: text('secret').notNull(),
  isOn: boolean('is_on').notNull(),
  createdAt: createdAt(),
  createdBy: createdBy(),
});

export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    /** Also the message's id (`webhook-id`): the same however often it is sent. */
    id: id(),
    webhookId: text('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    event: text('event').notNull(),
    /** Exactly what is sent and signed. */
    body: text('body').notNull(),
    state: text('state').$type<'waiting' | 'delivered' | 'failed'>().notNull(),
    attempts: integer('attempts').notNull(),
    /** The status of the last answer; null when none came. */
    status: integer('status'),
    error: text('error'),
    createdAt: createdAt(),
    lastAt: instant('last_at'),
  },
  (table) => [index('webhook_deliveries_webhook').on(table.webhookId, table.createdAt)],
);
