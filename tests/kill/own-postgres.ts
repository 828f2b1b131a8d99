import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { vi } from 'vitest';
import { findPort } from '../find-port';
import { descendantsOf, isRunning } from './processes';

/** A PostgreSQL of one test alone, to be killed. */
export interface OwnPostgres {
  readonly url: string;
  /** Ends all its processes at once, as a power cut of them would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

const installed = '/usr/lib/postgresql';

/** Where Debian puts the newest PostgreSQL; undefined where there is none. */
export async function findPostgres(): Promise<string | undefined> {
  const versions = await readdir(installed).catch(() => []);
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest && join(installed, newest, 'bin');
}

/** PostgreSQL refuses to run as root: then it is `nobody`. */
const asWhom = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

export async function startOwnPostgres(binaries: string): Promise<OwnPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'cellar-postgres-'));
  if (asWhom.uid) await chown(folder, asWhom.uid, asWhom.gid);
  const data = join(folder, 'data');
  const initialize = ['-D', data, '-U', 'cellar', '--auth=trust', '--encoding=UTF8', '--no-sync'];
  await promisify(execFile)(join(binaries, 'initdb'), initialize, { ...asWhom, cwd: folder });
  const port = await findPort();
  const url = `postgres://cellar@127.0.0.1:${port}/postgres`;
  const log = await open(join(folder, 'log'), 'a');
  let postmaster: ChildProcess | undefined;

  const answers = async () => {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => {});
    }
  };
  const kill = async () => {
    const { pid } = postmaster ?? {};
    if (!postmaster || !pid || postmaster.exitCode !== null) return;
    const closed = once(postmaster, 'close');
    postmaster = undefined;
    // It may not start another while they go.
    process.kill(pid, 'SIGSTOP');
    const all = await descendantsOf(pid);
    for (const one of [...all, pid]) process.kill(one, 'SIGKILL');
    await closed;
    // The next does not start while one of them still holds their memory.
    for (const one of all)
      await vi.waitUntil(async () => !(await isRunning(one)), { interval: 10, timeout: 30_000 });
  };
  const start = async () => {
    postmaster = spawn(
      join(binaries, 'postgres'),
      // What a killed process wrote the system still has: waiting for the disk would prove nothing here.
      ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'fsync=off'],
      { ...asWhom, cwd: folder, stdio: ['ignore', log.fd, log.fd] },
    );
    await vi.waitUntil(answers, { timeout: 60_000, interval: 50 });
  };
  await start();
  return {
    url,
    kill,
    start,
    async remove() {
      await kill();
      await log.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
