import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { createdAt, id } from './columns';

export const users = pgTable('users', {
  id: id(),
  name: text('name').notNull(),
  email: text('email'),
  createdAt: createdAt(),
});

/** The role table: the local owner has a row in it like anybody else. */
export const roleAssignments = pgTable(
  'role_assignments',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text('role').notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.role] })],
);
