/**
 * What was typed and is not saved yet, kept by this browser from the first keystroke, so that a killed tab loses nothing.
 * One entry per tab; a tab that lives holds a lock of that name, so an entry without its lock was left behind.
 */
import { type DBSchema, openDB } from 'idb';

export interface JournalEntry {
  readonly notebookId: string;
  readonly tab: string;
  readonly html: string;
  readonly title: string;
  /** The revision that the edits were made on. */
  readonly baseRevision: number;
  /** The text of the last save that was begun: the server may have it though nobody heard the answer. */
  readonly sent?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Journal {
  write(edits: Pick<JournalEntry, 'html' | 'title' | 'baseRevision' | 'sent'>): Promise<void>;
  /** Everything of this tab is saved. */
  clear(): Promise<void>;
  /** Entries of this notebook that dead tabs left behind, newest first. They stay until `forget`. */
  leftBehind(): Promise<JournalEntry[]>;
  forget(entry: JournalEntry): Promise<void>;
  close(): void;
}

interface Schema extends DBSchema {
  entries: { key: [string, string]; value: JournalEntry; indexes: { notebookId: string } };
}

const lockName = (notebookId: string, tab: string) => `cellar-notebook ${notebookId} ${tab}`;

export async function openJournal(notebookId: string): Promise<Journal> {
  const tab = crypto.randomUUID();
  const database = await openDB<Schema>('cellar-journal', 1, {
    upgrade(fresh) {
      fresh
        .createObjectStore('entries', { keyPath: ['notebookId', 'tab'] })
        .createIndex('notebookId', 'notebookId');
    },
  });
  const release = await holdLock(lockName(notebookId, tab));
  return {
    async write(edits) {
      await database.put('entries', { ...edits, notebookId, tab, at: Date.now() });
    },
    clear: () => database.delete('entries', [notebookId, tab]),
    async leftBehind() {
      const entries = await database.getAllFromIndex('entries', 'notebookId', notebookId);
      const { held = [] } = await navigator.locks.query();
      const living = new Set(held.map(({ name }) => name));
      return entries
        .filter((entry) => !living.has(lockName(entry.notebookId, entry.tab)))
        .sort((a, b) => b.at - a.at);
    },
    forget: (entry) => database.delete('entries', [entry.notebookId, entry.tab]),
    close() {
      release();
      database.close();
    },
  };
}

/** Resolves when the lock is held; the browser lets go of it when the tab dies. */
function holdLock(name: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, () => new Promise<void>((release) => resolve(release))).catch(reject);
  });
}
