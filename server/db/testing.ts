import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { type OpenDatabase, openPglite, openPostgres } from './open-database';

/** Databases for tests: always the embedded engine, in memory; PostgreSQL too where `TEST_DATABASE_URL` names one. */

const migrations = join(import.meta.dirname, '../../migrations');

/** A migrated, empty database. */
export const openMemoryDatabase = async (): Promise<OpenDatabase> =>
  openPglite(await PGlite.create(), migrations);

async function openFreshPostgres(server: string): Promise<OpenDatabase> {
  const name = `cellar_${randomBytes(6).toString('hex')}`;
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await admin(`create database ${name}`);
  const url = new URL(server);
  url.pathname = name;
  const opened = await openPostgres(url.href, migrations, () => {});
  return {
    ...opened,
    async close() {
      await opened.close();
      await admin(`drop database ${name} with (force)`);
    },
  };
}

/** For `describe.each(testDatabases)('…on $name', ({ open }) => …)`: the same contract on every engine there is. */
export const testDatabases: readonly { name: string; open: () => Promise<OpenDatabase> }[] = [
  { name: 'PGlite', open: openMemoryDatabase },
  ...(process.env.TEST_DATABASE_URL
    ? [{ name: 'PostgreSQL', open: () => openFreshPostgres(process.env.TEST_DATABASE_URL ?? '') }]
    : []),
];
