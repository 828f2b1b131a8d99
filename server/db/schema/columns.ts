import { text, timestamp } from 'drizzle-orm/pg-core';

/** Columns that many tables share. Times are with time zone, read as Date. */
export const id = () => text('id').primaryKey();
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
export const createdAt = () => instant('created_at').notNull();
export const createdBy = () => text('created_by').notNull();
