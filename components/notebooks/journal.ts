/**
 * What was written and the server has not got yet, kept by this browser from the first keystroke, so that a killed tab loses nothing:
 * updates of the document, which come together in whatever order. A tab that lives holds a lock of its name, so what is there without
 * its lock was left behind.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

export interface JournalEntry {
  /** Given when it is written. */
  readonly key: number;
  readonly notebookId: string;
  readonly tab: string;
  readonly update: Uint8Array;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** An entry as it was written before documents merged: a whole file. */
export interface OldEntry {
  readonly notebookId: string;
  readonly tab: string;
  readonly html: string;
  readonly title: string;
  /** The revision that the edits were made on. */
  readonly baseRevision: number;
  /** The text of the last save that was begun: the server may have it though nobody heard the answer. */
  readonly sent?: string;
  readonly at: number;
}

export interface Journal {
  readonly tab: string;
  write(update: Uint8Array): Promise<number>;
  /** The server has these. */
  forget(keys: readonly number[]): Promise<void>;
  /** All that is there of this notebook, of living tabs too, oldest first. */
  read(): Promise<JournalEntry[]>;
  /** Tabs of this notebook that live: the browser still counts one among them up to a second after it died. */
  living(): Promise<ReadonlySet<string>>;
  /** Resolves when a tab is gone; rejects when this one goes first. */
  ended(tab: string): Promise<void>;
  /** Entries of older programs; each is given once. */
  takeOld(): Promise<OldEntry[]>;
  close(): void;
}

interface Schema extends DBSchema {
  entries: { key: [string, string]; value: OldEntry; indexes: { notebookId: string } };
  updates: { key: number; value: Omit<JournalEntry, 'key'>; indexes: { notebookId: string } };
}

const lockPrefix = (notebookId: string) => `cellar-notebook ${notebookId} `;

export async function openJournal(notebookId: string): Promise<Journal> {
  const tab = crypto.randomUUID();
  const database = await openJournalDatabase();
  const prefix = lockPrefix(notebookId);
  const release = await holdLock(prefix + tab);
  const closing = new AbortController();

  return {
    tab,
    write: (update) => database.add('updates', { notebookId, tab, update, at: Date.now() }),
    async forget(keys) {
      const transaction = database.transaction('updates', 'readwrite');
      for (const key of keys) void transaction.store.delete(key);
      await transaction.done;
    },
    async read() {
      const index = database.transaction('updates').store.index('notebookId');
      const entries: JournalEntry[] = [];
      for (let cursor = await index.openCursor(notebookId); cursor; cursor = await cursor.continue())
        entries.push({ ...cursor.value, key: cursor.primaryKey });
      return entries;
    },
    async living() {
      const { held = [] } = await navigator.locks.query();
      const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(prefix));
      return new Set(names.map((name) => name.slice(prefix.length)));
    },
    ended: (other) => navigator.locks.request(prefix + other, { signal: closing.signal }, async () => {}),
    async takeOld() {
      const old = await database.getAllFromIndex('entries', 'notebookId', notebookId);
      for (const entry of old) await database.delete('entries', [notebookId, entry.tab]);
      return old.sort((a, b) => b.at - a.at);
    },
    close() {
      closing.abort();
      release();
      database.close();
    },
  };
}

/** Version 1 kept whole files. */
function openJournalDatabase(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>('cellar-journal', 2, {
    upgrade(database, before) {
      if (before < 1)
        database
          .createObjectStore('entries', { keyPath: ['notebookId', 'tab'] })
          .createIndex('notebookId', 'notebookId');
      if (before < 2)
        database
          .createObjectStore('updates', { autoIncrement: true })
          .createIndex('notebookId', 'notebookId');
    },
    // Another tab of an older or newer program: it may go on once this one has closed.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(), // the event is the database's
  });
}

/** Resolves when the lock is held; the browser lets go of it when the tab dies. */
function holdLock(name: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, () => new Promise<void>((release) => resolve(release))).catch(reject);
  });
}
