import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { embeddedOptions } from './durable-file-system';
import { type OpenDatabase, openPglite, openPostgres } from './open-database';
import { testPostgres } from './test-postgres.fixture';

/** Databases for tests: always the embedded engine, in memory; PostgreSQL too where `TEST_DATABASE_URL` names one. */

const root = join(import.meta.dirname, '../..');
const migrations = join(root, 'migrations');

/** A migrated database, empty but for the queues of jobs. Creating one takes seconds, so the first is kept as a template for the others. */
export async function openMemoryDatabase(): Promise<OpenDatabase> {
  return openPglite(
    await PGlite.create({ loadDataDir: await readTemplate(), ...embeddedOptions }),
    migrations,
  );
}

/** The same, packed. */
export async function readTemplate(): Promise<Blob> {
  const folder = join(root, 'node_modules/.cache/cellar');
  const file = join(folder, `test-database-${hashOfMakers()}.tar`);
  try {
    return new Blob([readFileSync(file)]);
  } catch {
    const made = await openPglite(await PGlite.create(embeddedOptions), migrations);
    if (made.engine.kind !== 'embedded') throw new Error('openPglite opens the embedded engine.');
    await prepareJobs(made);
    const template = await made.engine.pglite.dumpDataDir('none');
    await made.close();
    mkdirSync(folder, { recursive: true });
    // Test files run side by side: each writes its own draft, and the last one stays.
    const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
    writeFileSync(draft, Buffer.from(await template.arrayBuffer()));
    renameSync(draft, file);
    return template;
  }
}

/** Only who makes the template needs to load all services for the jobs they have. */
async function prepareJobs(opened: OpenDatabase): Promise<void> {
  const [{ createQueue }, { jobTypes: types }, { silentLog: log }, { createMetrics }] = await Promise.all([
    import('../queue/pg-boss-queue'),
    import('../worker/job-types'),
    import('../log'),
    import('../metrics'),
  ]);
  const queue = await createQueue({
    metrics: createMetrics(),
    opened,
    log,
    types,
    supervise: false,
    heartbeatSeconds: 30,
  });
  await queue.stop();
}

function hashOfMakers(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(migrations).sort())
    if (name.endsWith('.sql')) hash.update(name).update(readFileSync(join(migrations, name)));
  for (const name of ['@electric-sql/pglite', 'pg-boss'])
    hash.update(readFileSync(join(root, 'node_modules', name, 'package.json')));
  return hash.digest('hex').slice(0, 16);
}

async function openFreshPostgres(server: string): Promise<OpenDatabase> {
  const { url, drop } = await createPostgresDatabase(server);
  const opened = await openPostgres(url, migrations, () => {});
  return {
    ...opened,
    async close() {
      await opened.close();
      await drop();
    },
  };
}

/** An empty database of its own on `server`. */
export async function createPostgresDatabase(
  server: string,
): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `cellar_${randomBytes(6).toString('hex')}`;
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await admin(`create database ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, drop: () => admin(`drop database ${name} with (force)`) };
}

export interface TestDatabase {
  readonly name: string;
  /** For cases that are dear and ask the database for nothing that others do not: once is enough. */
  readonly isFirst: boolean;
  open(): Promise<OpenDatabase>;
}

/** For `describe.each(testDatabases)('…on $name', ({ open }) => …)`: the same contract on every engine there is. */
export const testDatabases: readonly TestDatabase[] = [
  { name: 'PGlite', isFirst: true, open: openMemoryDatabase },
  ...(testPostgres
    ? [{ name: 'PostgreSQL', isFirst: false, open: () => openFreshPostgres(testPostgres ?? '') }]
    : []),
];
