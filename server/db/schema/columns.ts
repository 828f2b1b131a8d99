import { customType, text, timestamp } from 'drizzle-orm/pg-core';

/** Columns that many tables share. Times are with time zone, read as Date. */
export const id = () => text('id').primaryKey();
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
export const createdAt = () => instant('created_at').notNull();
export const createdBy = () => text('created_by').notNull();
/** Packed bytes, as both engines give and take them. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
});
