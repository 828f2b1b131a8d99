import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, realpathSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { AppError } from './errors';

/**
 * One process to a data folder: two would corrupt the embedded database without a word. On Linux an abstract socket, which the
 * kernel frees however the process ends; everywhere a pid file, which also guards folders shared between containers.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'server.pid');
  const releaseSocket = process.platform === 'linux' ? await lockSocket(folder, file) : () => {};
  try {
    lockFile(folder, file, process.platform === 'linux');
  } catch (error) {
    releaseSocket();
    throw error;
  }
  return () => {
    rmSync(file, { force: true });
    releaseSocket();
  };
}

function lockSocket(folder: string, file: string): Promise<() => void> {
  const name = `\0cellar-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32)}`;
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.end(String(process.pid)));
    server.once('error', () => reject(inUse(folder, readPid(file))));
    server.listen(name, () => {
      server.unref();
      resolve(() => server.close());
    });
  });
}

function lockFile(folder: string, file: string, socketHeld: boolean): void {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const descriptor = openSync(file, 'wx', 0o600);
      writeSync(descriptor, String(process.pid));
      closeSync(descriptor);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const pid = readPid(file);
      // With the socket in hand, a living process of that number is another program that got the number since.
      if (!socketHeld && pid !== undefined && isAlive(pid)) throw inUse(folder, pid);
      rmSync(file, { force: true });
    }
  }
  throw inUse(folder, readPid(file));
}

const inUse = (folder: string, pid: number | undefined) =>
  new AppError(
    'conflict',
    `The data folder ${folder} is in use by another Cellar${pid ? ` (process ${pid})` : ''}. Stop that one, or give this one a folder of its own with CELLAR_DATA.`,
  );

function readPid(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
