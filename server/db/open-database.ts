import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres';
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import pg from 'pg';
import { AppError } from '../errors';
import type { Database } from './database';
import { openDurable } from './durable-file-system';
import { guardDatabase } from './guard';
import * as schema from './schema';

/** An open, migrated database with what the queue and the dumps need of its engine. */
export interface OpenDatabase {
  readonly db: Database;
  readonly engine:
    | { readonly kind: 'embedded'; readonly pglite: PGlite }
    | { readonly kind: 'postgresql'; readonly pool: pg.Pool };
  /** Does `work` while no other process on this database does such work: what makes tables may not run twice at once. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const checkpointMinutes = 5;

/** The embedded database in `<dataFolder>/database`. The caller holds the lock on the folder. */
export async function openEmbedded(dataFolder: string, migrations: string): Promise<OpenDatabase> {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const pglite = await openDurable(join(dataFolder, 'database'));
  // PGlite has no checkpointer of its own: without this its log, and the time to recover, grow without bound.
  const timer = setInterval(
    () => pglite.query('CHECKPOINT').catch(() => {}),
    checkpointMinutes * 60_000,
  ).unref();
  const opened = await openPglite(pglite, migrations);
  return {
    ...opened,
    async close() {
      clearInterval(timer);
      await pglite.query('CHECKPOINT');
      await opened.close();
    },
  };
}

/** Migrates and wraps an engine that is open already; tests give it one in memory. */
export async function openPglite(pglite: PGlite, migrations: string): Promise<OpenDatabase> {
  const database = drizzlePglite(pglite, { schema });
  await migratePglite(database, { migrationsFolder: migrations });
  return {
    db: guardDatabase(database),
    engine: { kind: 'embedded', pglite },
    alone: (work) => work(),
    close: () => pglite.close(),
  };
}

/** Any number; "cell" in ASCII. Processes that start at once make their tables one after the other. */
const setupLock = 0x63656c6c;

/** PostgreSQL 15 or newer. `onError` hears of connections that break while idle, which the pool replaces. */
export async function openPostgres(
  url: string,
  migrations: string,
  onError: (error: Error) => void,
): Promise<OpenDatabase> {
  const pool = new pg.Pool({ connectionString: url, max: 20, application_name: 'cellar' });
  // Of idle connections the pool hears itself; one in use would end the process if nobody listened.
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  try {
    await whileLocked(pool, (client) =>
      migratePostgres(drizzlePostgres(client, { schema }), { migrationsFolder: migrations }),
    );
  } catch (cause) {
    await pool.end();
    throw new AppError(
      'unavailable',
      `The database of DATABASE_URL (${withoutPassword(url)}) cannot be used: ${reasonOf(cause)}`,
      { cause },
    );
  }
  return {
    db: guardDatabase(drizzlePostgres(pool, { schema })),
    engine: { kind: 'postgresql', pool },
    alone: (work) => whileLocked(pool, work),
    close: () => pool.end(),
  };
}

async function whileLocked<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [setupLock]);
    return await work(client);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [setupLock]).catch(() => {});
    client.release();
  }
}

/** A connection that every address refused is an AggregateError without words of its own. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join(', ');
  return cause instanceof Error ? cause.message : String(cause);
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  if (shown.password) shown.password = '***';
  return shown.href;
}
