import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { createAutosave, type SaveState } from './autosave';
import type { Journal } from './journal';
import type { ConnectionState, LiveConnection, LiveConnectionOptions } from './live-connection';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server that is there when told, and a journal in memory. */
function open({ left = [] as number[] } = {}) {
  const doc = new Y.Doc();
  const kept = new Map<number, Uint8Array>(left.map((key) => [key, new Uint8Array()]));
  const states: SaveState[] = [];
  let lastKey = 100;
  let state: ConnectionState = 'connecting';
  let number = 0;
  let told: LiveConnectionOptions | undefined;
  const connection: LiveConnection = {
    state: () => state,
    send: () => (state === 'online' ? ++number : undefined),
    rename: () => {},
    here: () => {},
    revise: () => {},
    retry: () => {},
    close: () => {},
  };
  const journal = {
    write: async (update: Uint8Array) => {
      kept.set(++lastKey, update);
      return lastKey;
    },
    forget: async (keys: readonly number[]) => {
      for (const key of keys) kept.delete(key);
    },
  } as Journal; // nothing else of it is asked for
  const autosave = createAutosave({
    ...{ url: '', doc, origin: 'others', journal, left, revision: 3 },
    onState: (next) => states.push(next),
    onPeople: () => {},
    onBack: () => {},
    connect(options) {
      told = options;
      return connection;
    },
  });
  const server = () => {
    if (!told) throw new Error('It connects at once');
    return told;
  };
  return {
    autosave,
    kept,
    kinds: () => states.map(({ kind }) => kind),
    server,
    become(next: ConnectionState) {
      state = next;
      server().onState(next);
    },
    /** The server answers `hello`; gives the number under which what was missing went. */
    sync() {
      const sent = server().isBehind() ? ++number : undefined;
      server().onSynced({ authors: [], sent, first: false });
      return sent;
    },
  };
}

const at = new Date(0);

test('what is written is in the journal until the server has it, and saved when a revision says it', async () => {
  const { autosave, kept, server, become, sync } = open();
  become('online');
  sync();
  autosave.written(new Uint8Array([1]));
  autosave.written(new Uint8Array([2]));
  await vi.advanceTimersByTimeAsync(0);
  expect(kept.size).toBe(2);
  expect(autosave.state().kind).toBe('unsaved');
  server().onKept(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(kept.size).toBe(1);
  server().onRevised({ number: 1, revision: 4, at });
  expect(autosave.state().kind).toBe('unsaved');
  server().onKept(2);
  server().onRevised({ number: 2, revision: 5, at });
  await vi.advanceTimersByTimeAsync(0);
  expect(kept.size).toBe(0);
  expect(autosave.state()).toEqual({ kind: 'saved', at });
  expect(autosave.revision()).toBe(5);
});

test('without the server it says so, keeps all, and goes over as a whole when the server is back', async () => {
  const { autosave, kept, server, become, sync } = open({ left: [7] });
  become('online');
  become('offline');
  autosave.written(new Uint8Array([1]));
  expect(autosave.state().kind).toBe('offline');
  await vi.advanceTimersByTimeAsync(60_000);
  expect([...kept.keys()]).toEqual([7, 101]);
  become('online');
  const sent = sync();
  expect(sent).toBe(1);
  server().onKept(1);
  server().onRevised({ number: 1, revision: 4, at });
  await vi.advanceTimersByTimeAsync(0);
  expect(kept.size).toBe(0);
  expect(autosave.state().kind).toBe('saved');
});

test('a day of writing without the server is one entry of the journal', async () => {
  const { autosave, kept, become } = open();
  become('offline');
  for (let key = 0; key < 1200; key++) autosave.written(new Uint8Array([1]));
  await vi.advanceTimersByTimeAsync(0);
  expect(kept.size).toBeLessThan(501);
});

test('what the server refuses stays in the journal, and is said', async () => {
  const { autosave, kept, server, become, sync } = open();
  become('online');
  sync();
  autosave.written(new Uint8Array([1]));
  server().onRefused(1, 'This notebook was deleted.');
  await vi.advanceTimersByTimeAsync(0);
  expect(kept.size).toBe(1);
  expect(autosave.state()).toEqual({ kind: 'failed', reason: 'This notebook was deleted.' });
});

test('a short break is not worth a word; saving now ends when it cannot be', async () => {
  const { autosave, kinds, become, sync } = open();
  become('online');
  sync();
  become('offline');
  await vi.advanceTimersByTimeAsync(500);
  become('online');
  await vi.advanceTimersByTimeAsync(5000);
  expect(kinds()).not.toContain('offline');
  autosave.written(new Uint8Array([1]));
  const over = vi.fn();
  void autosave.flush().then(over);
  await vi.advanceTimersByTimeAsync(4000);
  expect(over).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1500);
  expect(over).toHaveBeenCalled();
});
