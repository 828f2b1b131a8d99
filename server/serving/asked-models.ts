import { createHash } from 'node:crypto';
import { isOfRow, type JudgedQuestion, type Told } from '@/cells/ml/asking';
import type { System } from '../context';
import { AppError } from '../errors';
import { readExample } from '../services/registry';
import { type AskingThread, createAskingThread } from './asking-thread';
import type { ServedVersion } from './resolve-version';

export interface AskedModels {
  /**
   * What a version answers, as text of `writeTyped`. What was worked out over all rows is kept by the content of the package.
   * @throws AppError in words; the signal's reason once it is aborted
   */
  ask(version: ServedVersion, question: JudgedQuestion, told?: Told): Promise<string>;
  dispose(): void;
}

interface Entry {
  readonly thread: Promise<AskingThread>;
  busy: number;
  idle?: NodeJS.Timeout;
}

/**
 * Versions that somebody looks closer at, each in a thread that ends when it was not asked for a while. Not those that serve: a
 * question takes seconds.
 */
export function createAskedModels(
  { storage }: Pick<System, 'storage'>,
  { mostThreads = 3, idleMs = 120_000, limitMs = 120_000, keptBytes = 32 * 1024 ** 2 } = {},
): AskedModels {
  // A Map keeps the order of insertion: the first is the one that was not asked for the longest time.
  const entries = new Map<string, Entry>();
  const kept = new Map<string, string>();

  async function start(version: ServedVersion, onEnd: () => void): Promise<AskingThread> {
    const paths = Object.entries(version.files).map(
      async ([path, { hash }]) => [path, await storage.localPath(hash)] as const,
    );
    const files = Object.fromEntries(await Promise.all(paths));
    const example = await readExample(storage, version.files, version.manifest);
    return createAskingThread(nameOf(version), { files, example }, onEnd);
  }

  function open(version: ServedVersion): Entry {
    const known = entries.get(version.id);
    if (known) entries.delete(version.id);
    else makeRoom();
    const entry: Entry = known ?? { thread: start(version, () => forget(version.id, entry)), busy: 0 };
    entries.set(version.id, entry);
    if (!known) entry.thread.catch(() => forget(version.id, entry));
    return entry;
  }

  function forget(id: string, entry: Entry): void {
    clearTimeout(entry.idle);
    if (entries.get(id) === entry) entries.delete(id);
  }

  function makeRoom(): void {
    for (const [id, entry] of entries) {
      if (entries.size < mostThreads) return;
      if (entry.busy === 0) close(id, entry);
    }
    if (entries.size >= mostThreads)
      throw new AppError(
        'unavailable',
        `${mostThreads} other versions are being looked at, which is as many as this server does at once. Try again in a moment.`,
      );
  }

  function close(id: string, entry: Entry, because?: string): void {
    forget(id, entry);
    entry.thread.then(
      (thread) => thread.end(because),
      () => {},
    );
  }

  async function askThread(version: ServedVersion, question: JudgedQuestion, told: Told): Promise<string> {
    const entry = open(version);
    clearTimeout(entry.idle);
    entry.busy++;
    const late = setTimeout(() => {
      const because = `${nameOf(version)} took longer than ${limitMs / 1000} s to answer and was stopped.`;
      close(version.id, entry, because);
    }, limitMs);
    try {
      return await (await entry.thread).ask(question, told);
    } finally {
      clearTimeout(late);
      entry.busy--;
      if (entry.busy === 0 && entries.get(version.id) === entry) {
        entry.idle = setTimeout(() => close(version.id, entry), idleMs);
        entry.idle.unref();
      }
    }
  }

  function keep(key: string, text: string): void {
    kept.set(key, text);
    let bytes = [...kept.values()].reduce((sum, { length }) => sum + length, 0);
    for (const [oldest, { length }] of kept) {
      if (bytes <= keptBytes) return;
      kept.delete(oldest);
      bytes -= length;
    }
  }

  return {
    async ask(version, question, told = {}) {
      if (isOfRow(question)) return askThread(version, question, told);
      const key = `${contentOf(version)} ${JSON.stringify(question)}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      const text = await askThread(version, question, told);
      keep(key, text);
      return text;
    },
    dispose() {
      for (const [id, entry] of entries) close(id, entry);
    },
  };
}

const nameOf = ({ model, number }: ServedVersion) => `${model} version ${number}`;

/** Equal packages have equal answers, whatever they are called. */
function contentOf({ files }: ServedVersion): string {
  const names = Object.entries(files).map(([path, { hash }]) => `${path} ${hash}`);
  return createHash('sha256').update(names.sort().join('\n')).digest('hex');
}
