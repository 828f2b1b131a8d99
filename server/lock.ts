import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AppError } from './errors';

interface Holder {
  readonly pid: number;
  readonly host: string;
}

const beat = 5_000;
/** A holder that the operating system cannot vouch for is believed dead after this long without a beat. */
const patience = 30_000;

/**
 * One process to a data folder: two would corrupt the embedded database without a word. Gives what releases it, or throws
 * AppError conflict that says who holds it. On Linux an abstract socket decides, which the kernel
 * frees when its owner dies. The file `lock` decides elsewhere, and between containers that share the folder.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'lock');
  const socket = process.platform === 'linux' ? await listenOnName(folder) : undefined;
  try {
    takeFile(folder, path, socket !== undefined);
  } catch (error) {
    socket?.close();
    throw error;
  }
  const heart = setInterval(() => touch(path), beat);
  heart.unref();
  return () => {
    clearInterval(heart);
    rmSync(path, { force: true });
    socket?.close();
  };
}

async function listenOnName(folder: string): Promise<Server> {
  const name = `\0cellar-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32)}`;
  const server = createServer((connection) => {
    // Who asked may be gone before it hears the answer.
    connection.on('error', () => {});
    connection.end(String(process.pid));
  });
  server.unref();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(name, resolve);
    });
  } catch {
    // A holder that is busy, starting for instance, does not answer in time: what it wrote down has to do.
    const pid = (await ask(name)) || readHolder(join(folder, 'lock'))?.pid;
    throw heldBy(folder, pid ? `process ${pid}` : 'another process');
  }
  return server;
}

/** What the holder of the socket says of itself, or nothing when it is gone or silent. */
function ask(name: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const connection = connect(name);
    connection.setTimeout(1000, () => connection.destroy());
    connection.on('data', (chunk) => {
      answer += chunk;
    });
    connection.on('error', () => {});
    connection.on('close', () => resolve(answer));
  });
}

function takeFile(folder: string, path: string, isAloneHere: boolean): void {
  const mine: Holder = { pid: process.pid, host: hostname() };
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = readHolder(path);
    if (holder && isAlive(holder, path, isAloneHere))
      throw heldBy(
        folder,
        `process ${holder.pid}${holder.host === mine.host ? '' : ` on the machine ${holder.host}`}`,
      );
    rmSync(path, { force: true });
  }
  throw heldBy(folder, 'another process that starts at this moment');
}

function isAlive(holder: Holder, path: string, isAloneHere: boolean): boolean {
  if (holder.host === hostname() && isAloneHere) return false;
  if (holder.host === hostname() && !exists(holder.pid)) return false;
  try {
    return Date.now() - statSync(path).mtimeMs < patience;
  } catch {
    return false;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('host' in value))
      return undefined;
    return { pid: Number(value.pid), host: String(value.host) };
  } catch {
    return undefined;
  }
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // The file was deleted by hand: the socket still holds on Linux.
  }
}

const heldBy = (folder: string, who: string) =>
  new AppError(
    'conflict',
    `The data folder ${folder} is in use by ${who}. Stop that Cellar first, or start this one with another folder: CELLAR_DATA=<folder> npm start.`,
  );
