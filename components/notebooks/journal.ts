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
  /**
   * Entries of this notebook that dead tabs left behind, newest first. They stay until `forget`. What a tab that counts as living
   * leaves is given to `onLater` once it is gone (the browser says so up to a second after it died) and this page is looked at; no
   * other page is given it meanwhile, and it is forgotten when `onLater` resolves.
   */
  leftBehind(onLater: (entry: JournalEntry) => Promise<void>): Promise<JournalEntry[]>;
  forget(entry: JournalEntry): Promise<void>;
  close(): void;
}

interface Schema extends DBSchema {
  entries: { key: [string, string]; value: JournalEntry; indexes: { notebookId: string } };
}

const lockPrefix = (notebookId: string) => `cellar-notebook ${notebookId} `;
const lockName = (notebookId: string, tab: string) => lockPrefix(notebookId) + tab;

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
  const closing = new AbortController();
  const closed = new Promise<void>((resolve) =>
    closing.signal.addEventListener('abort', () => resolve(), { once: true }),
  );

  /** Waits for the end of a tab. A page in the background leaves what it finds to the one that is looked at. */
  async function awaitEnd(other: string, onLater: (entry: JournalEntry) => Promise<void>): Promise<void> {
    for (let taken = false; !taken; ) {
      await Promise.race([whenVisible(closing.signal), closed]);
      taken = await navigator.locks.request(
        lockName(notebookId, other),
        { signal: closing.signal },
        async () => {
          if (document.visibilityState === 'hidden') return false;
          const entry = await database.get('entries', [notebookId, other]);
          if (!entry) return true;
          await Promise.race([onLater(entry), closed]);
          if (!closing.signal.aborted) await database.delete('entries', [notebookId, other]);
          return true;
        },
      );
    }
  }

  return {
    async write(edits) {
      await database.put('entries', { ...edits, notebookId, tab, at: Date.now() });
    },
    clear: () => database.delete('entries', [notebookId, tab]),
    async leftBehind(onLater) {
      const entries = await database.getAllFromIndex('entries', 'notebookId', notebookId);
      const { held = [] } = await navigator.locks.query();
      const prefix = lockPrefix(notebookId);
      const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(prefix));
      const living = new Set(names.map((name) => name.slice(prefix.length)));
      for (const other of living)
        if (other !== tab)
          awaitEnd(other, onLater).catch((error) => {
            // What could not be handed over stays for the next page that opens.
            if (!closing.signal.aborted)
              console.warn('Edits of a closed tab could not be brought back:', error);
          });
      return entries.filter((entry) => !living.has(entry.tab)).sort((a, b) => b.at - a.at);
    },
    forget: (entry) => database.delete('entries', [entry.notebookId, entry.tab]),
    close() {
      closing.abort();
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

function whenVisible(signal: AbortSignal): Promise<void> {
  if (document.visibilityState === 'visible') return Promise.resolve();
  return new Promise((resolve) => {
    const look = () => document.visibilityState === 'visible' && resolve();
    document.addEventListener('visibilitychange', look, { signal });
  });
}
