import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readlink, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { removeAbandoned } from './remove-abandoned';

export interface LocalCopies {
  /** The path of a copy that is here, marked as used now. */
  find(name: string): Promise<{ path: string; bytes: number } | undefined>;
  /** The path of the copy; `fetch` writes it when it is not here, and must have checked what it wrote. Once for all who ask at once. */
  get(name: string, fetch: (path: string) => Promise<unknown>): Promise<string>;
  /** Takes a whole file over. */
  keep(name: string, path: string): Promise<void>;
  /** A copy, or all below a folder. What has it open reads on. */
  remove(name: string): Promise<void>;
  /** A path nobody knows, for what is not whole yet. */
  passing(): string;
  /** Removes what is over the limit, what nobody used for a day, and of `keys/<file>/` all but what was used last. */
  tidy(): Promise<void>;
}

/** Whoever reads a log asks for hundreds of files. */
const mostAtOnce = 16;

export interface LocalCopiesOptions {
  readonly folder: string;
  /** Bytes that may lie here. Exceeded only by what is in use. */
  readonly limit: number;
  /** A path that was given out is opened within this time: until then its file stays. */
  readonly heldMs?: number;
  /** What nobody used for so long goes, so that what was erased in storage does not stay here. */
  readonly unusedMs?: number;
}

/**
 * Copies of remote files on this machine's disk, bounded in bytes; what was used longest ago goes first. The files' own times
 * say when they were used, so that several processes may share a folder and nothing need be remembered.
 */
export async function openLocalCopies(options: LocalCopiesOptions): Promise<LocalCopies> {
  const { folder, limit, heldMs = 15 * 60_000, unusedMs = 24 * 3_600_000 } = options;
  const incoming = join(folder, 'incoming');
  const kept = join(folder, 'kept');
  for (const path of [incoming, kept]) await mkdir(path, { recursive: true, mode: 0o700 });
  await removeAbandoned(incoming, Date.now() - 24 * 3_600_000);
  const fetching = new Map<string, Promise<string>>();
  /** Bytes that came since the last look at the whole folder; the first look is at the first chance. */
  let added = Number.POSITIVE_INFINITY;
  let tidying: Promise<void> = Promise.resolve();

  async function find(name: string) {
    const path = join(kept, name);
    const now = new Date();
    try {
      await utimes(path, now, now);
      return { path, bytes: (await stat(path)).size };
    } catch {
      return undefined;
    }
  }

  async function keep(name: string, from: string): Promise<void> {
    const to = join(kept, name);
    const now = new Date();
    await utimes(from, now, now);
    for (let attempt = 0; ; attempt++)
      try {
        await mkdir(dirname(to), { recursive: true, mode: 0o700 });
        await rename(from, to);
        break;
      } catch (error) {
        // Its folder was found empty and removed in between.
        if (attempt === 5) throw error;
      }
    added += (await stat(to).catch(() => undefined))?.size ?? 0;
    if (added > limit / 20) await tidy();
  }

  async function fetchAndKeep(name: string, fetch: (path: string) => Promise<unknown>): Promise<string> {
    const path = passing();
    await enter();
    try {
      await fetch(path);
      await keep(name, path);
    } finally {
      leave();
      await rm(path, { force: true });
    }
    return join(kept, name);
  }

  let underWay = 0;
  const waiting: (() => void)[] = [];
  const enter = async () => {
    if (underWay < mostAtOnce) underWay++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  /** The place goes to the next who waits. */
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else underWay--;
  };

  const passing = () => join(incoming, randomBytes(12).toString('hex'));

  function tidy(): Promise<void> {
    added = 0;
    tidying = tidying.then(removeTooMany, removeTooMany);
    return tidying;
  }

  async function removeTooMany(): Promise<void> {
    const files = (await listFiles(kept)).sort((a, b) => a.usedAt - b.usedAt);
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const open = await openHere();
    const now = Date.now();
    const newest = new Map(files.map(({ path }) => [dirname(path), path]));
    for (const file of files) {
      const isOld =
        now - file.usedAt > unusedMs ||
        (isVersion(file.path) && newest.get(dirname(file.path)) !== file.path);
      if (!isOld && bytes <= limit) continue;
      if (now - file.usedAt < heldMs || open.has(file.path)) continue;
      // Elsewhere than on Linux a file that is open may refuse to go.
      await rm(file.path, { force: true }).catch(() => {});
      bytes -= file.bytes;
    }
  }

  /** Below `keys/` each folder holds the contents that one file had: only the last is wanted. */
  const isVersion = (path: string) => path.startsWith(join(kept, 'keys', sep));

  return {
    find,
    async get(name, fetch) {
      const found = await find(name);
      if (found) return found.path;
      const known = fetching.get(name);
      if (known) return known;
      const fetched = fetchAndKeep(name, fetch).finally(() => fetching.delete(name));
      fetching.set(name, fetched);
      return fetched;
    },
    keep,
    remove: (name) => rm(join(kept, name), { recursive: true, force: true }),
    passing,
    tidy,
  };
}

async function listFiles(folder: string) {
  const files: { path: string; bytes: number; usedAt: number }[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const found = await stat(path).catch(() => undefined);
    if (found) files.push({ path, bytes: found.size, usedAt: found.mtimeMs });
  }
  return files;
}

/** Files that this process has open, its threads included. Known on Linux; elsewhere the time of use has to do. */
async function openHere(): Promise<Set<string>> {
  const numbers = await readdir('/proc/self/fd').catch(() => []);
  return new Set(
    await Promise.all(numbers.map((number) => readlink(`/proc/self/fd/${number}`).catch(() => ''))),
  );
}
