import { bigint, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { createdAt, createdBy, id } from './columns';

/**
 * Modules of npm packages as notebooks import them: bundled with all they need, stored by hash, so that nothing is fetched twice.
 * A module is told from others by its package, its path, and the very versions that came along.
 */
export const packageModules = pgTable(
  'package_modules',
  {
    id: id(),
    name: text('name').notNull(),
    version: text('version').notNull(),
    /** Within the package; empty for what the package itself names. */
    path: text('path').notNull(),
    /** sha512 of the package's archive, as npm writes it. */
    integrity: text('integrity').notNull(),
    /** All that came along, by name and version. */
    dependencies: jsonb('dependencies').$type<StoredDependency[]>().notNull(),
    /** sha256 of integrity and dependencies: what a lock pins. */
    lockHash: text('lock_hash').notNull(),
    licence: text('licence').notNull(),
    /** The module itself. */
    hash: text('hash').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** How it exports: `cjs` has one value, whose members are its names; `css` is styles. */
    format: text('format').$type<'esm' | 'cjs' | 'css'>().notNull(),
    /** What its user should know: modules of Node that are empty here, styles that were left out. */
    notes: jsonb('notes').$type<string[]>().notNull(),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [unique('package_modules_lock').on(table.name, table.version, table.path, table.lockHash)],
);

export interface StoredDependency {
  name: string;
  version: string;
  integrity: string;
  licence: string;
}
