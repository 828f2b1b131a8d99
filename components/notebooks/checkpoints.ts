/**
 * What trainings of this browser need to go on after their tab died: the newest state of each, bounded in bytes. A notebook is given
 * what its own cells left, and not what a tab that lives is training.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { RequestInput } from '@/cells/bridge/messages';
import type { FrameAnswers } from '@/cells/bridge/port';

type Kept = RequestInput<'checkpoint.keep'> & {
  readonly notebookId: string;
  readonly tab: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly bytes: number;
};

interface Schema extends DBSchema {
  checkpoints: { key: [string, number, number]; value: Kept };
  /** The same without the files, to be listed. */
  about: { key: [string, number, number]; value: Omit<Kept, 'files'> };
}

type CheckpointRequest = 'checkpoint.list' | 'checkpoint.find' | 'checkpoint.keep' | 'checkpoint.drop';
export type CheckpointAnswers = Required<Pick<FrameAnswers, CheckpointRequest>>;

/** Of one training, and of all in this browser; the oldest go first. */
const mostBytes = 64_000_000;
const mostBytesInAll = 256_000_000;
const longestMs = 30 * 24 * 3600e3;
/** The browser tells of a tab's death up to a second after it died. */
const dyingMs = 2500;

const lockName = (tab: string) => `cellar-checkpoints ${tab}`;
const refusal = (code: string, message: string) => Object.assign(new Error(message), { code });

/** Without storage (private windows) all that comes is refused, and nothing is found. */
export function openCheckpoints(notebookId: string): { answers: CheckpointAnswers; close(): void } {
  const tab = crypto.randomUUID();
  const opening = openDB<Schema>('cellar-checkpoints', 1, {
    upgrade(fresh) {
      for (const name of ['checkpoints', 'about'] as const)
        fresh.createObjectStore(name, { keyPath: ['notebookId', 'cellId', 'place'] });
    },
  }).catch(() => undefined);
  // There are none over plain HTTP from another machine.
  const locks: LockManager | undefined = navigator.locks;
  const closing = new AbortController();
  const isOpen = new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()));
  void locks?.request(lockName(tab), () => isOpen);

  /**
   * One after the other, as they came: each takes several steps, and a training that ends has its checkpoint dropped while the last one is
   * still being kept.
   */
  let last: Promise<unknown> = opening;
  function inTurn<T>(work: (database: IDBPDatabase<Schema> | undefined) => Promise<T>): Promise<T> {
    const turn = last.then(async () => work(await opening));
    last = turn.catch(() => {});
    return turn;
  }

  /** Whether the tab that wrote it is gone, or is this one. */
  async function isLeft({ tab: writer }: Pick<Kept, 'tab'>): Promise<boolean> {
    if (writer === tab || !locks) return true;
    const signal = AbortSignal.any([AbortSignal.timeout(dyingMs), closing.signal]);
    return locks.request(lockName(writer), { signal }, () => true).catch(() => false);
  }

  async function drop(
    database: IDBPDatabase<Schema> | undefined,
    keys: readonly Schema['about']['key'][],
  ): Promise<void> {
    if (!database || keys.length === 0) return;
    const transaction = database.transaction(['checkpoints', 'about'], 'readwrite');
    for (const key of keys) {
      await transaction.objectStore('checkpoints').delete(key);
      await transaction.objectStore('about').delete(key);
    }
    await transaction.done;
  }

  const ofCell = (cellId: number) => IDBKeyRange.bound([notebookId, cellId], [notebookId, cellId, []]);

  return {
    answers: {
      'checkpoint.list': async () => {
        const now = Date.now();
        const all = await inTurn(async (database) => {
          const found = (await database?.getAll('about')) ?? [];
          await drop(database, found.filter(({ at }) => now - at > longestMs).map(keyOf));
          return found;
        });
        const own = all.filter((kept) => kept.notebookId === notebookId && now - kept.at <= longestMs);
        const left = await Promise.all(own.map(isLeft));
        return own
          .filter((_, i) => left[i])
          .map(({ cellId, place, about, at }) => ({ cellId, place, about, at }));
      },
      'checkpoint.find': async ({ cellId, place }) => {
        const kept = await inTurn(async (database) =>
          database?.get('checkpoints', [notebookId, cellId, place]),
        );
        if (!kept || !(await isLeft(kept))) return null;
        return { about: kept.about, files: kept.files };
      },
      'checkpoint.keep': (given) =>
        inTurn(async (database) => {
          const bytes = Object.values(given.files).reduce((sum, { byteLength }) => sum + byteLength, 0);
          if (!database) throw refusal('unavailable', 'This browser window keeps nothing.');
          if (bytes > mostBytes)
            throw refusal('too_large', `A checkpoint may have ${mostBytes / 1e6} MB at most.`);
          const kept: Kept = { ...given, notebookId, tab, at: Date.now(), bytes };
          const others = (await database.getAll('about'))
            .filter((other) => String(keyOf(other)) !== String(keyOf(kept)))
            .sort((a, b) => b.at - a.at);
          let inAll = bytes;
          const tooMany = others.filter((other) => {
            inAll += other.bytes;
            return inAll > mostBytesInAll;
          });
          await drop(database, tooMany.map(keyOf));
          const { files: _, ...about } = kept;
          const transaction = database.transaction(['checkpoints', 'about'], 'readwrite');
          await transaction.objectStore('checkpoints').put(kept);
          await transaction.objectStore('about').put(about);
          await transaction.done;
          return {};
        }),
      'checkpoint.drop': ({ cellId, place }) =>
        inTurn(async (database) => {
          const keys =
            place === undefined
              ? ((await database?.getAllKeys('about', ofCell(cellId))) ?? [])
              : [[notebookId, cellId, place] as Schema['about']['key']]; // a tuple, as the key is
          await drop(database, keys);
          return {};
        }),
    },
    close() {
      closing.abort();
      // What came before is still kept.
      void inTurn(async (database) => database?.close());
    },
  };
}

const keyOf = ({ notebookId, cellId, place }: Omit<Kept, 'files'>): Schema['about']['key'] => [
  notebookId,
  cellId,
  place,
];
