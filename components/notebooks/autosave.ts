/**
 * Sees to it that what is written reaches the server: first into the journal of this browser, then to the server's disk, then into a
 * revision. While the server is away the journal holds it; nothing is ever written over, since documents merge.
 */
import * as Y from 'yjs';
import type { PresentPerson } from '@/cells/document/live-messages';
import type { Journal } from './journal';
import { type LiveConnection, type LiveConnectionOptions, openLiveConnection } from './live-connection';

export type SaveState =
  | { readonly kind: 'saved'; readonly at: Date | undefined }
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'saving' }
  /** The server does not answer; what is written stays in this browser until it does. */
  | { readonly kind: 'offline' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface AutosaveOptions
  extends Pick<LiveConnectionOptions, 'url' | 'doc' | 'origin' | 'name' | 'onReturn'> {
  readonly journal?: Journal;
  /** Entries of the journal that are in the document already, and the server may not have. */
  readonly left: readonly number[];
  /** The revision that the page opened. */
  readonly revision: number;
  onState(state: SaveState): void;
  onPeople(people: readonly PresentPerson[], you: PresentPerson | undefined): void;
  /** What others wrote while this was away is there now. */
  onBack(authors: readonly string[]): void;
  connect?(options: LiveConnectionOptions): LiveConnection;
}

export interface Autosave {
  state(): SaveState;
  revision(): number;
  /** Something was written here. */
  written(update: Uint8Array): void;
  /** Has all that is written made a revision. Resolves when it is, or when it cannot be now. */
  flush(): Promise<void>;
  readonly connection: Pick<LiveConnection, 'rename' | 'here' | 'retry'>;
  stop(): void;
}

/** What the server has not confirmed yet. */
interface Pending {
  /** Under which it was sent; undefined while it waits. */
  number: number | undefined;
  /** In the journal. */
  readonly key: Promise<number | undefined> | undefined;
}

/** Milliseconds that `flush` waits for a revision, and in which a broken connection is not worth a word. */
const patienceMs = 5000;
const briefMs = 2000;

export function createAutosave(options: AutosaveOptions): Autosave {
  const { journal, doc } = options;
  let { revision } = options;
  let state: SaveState = { kind: 'saved', at: undefined };
  let savedAt: Date | undefined;
  let pending: Pending[] = options.left.map((key) => ({ number: undefined, key: Promise.resolve(key) }));
  /** The highest number under which something went, and the highest that a revision says. */
  let sent = 0;
  let revised = 0;
  let refusal: string | undefined;
  let awayTimer: ReturnType<typeof setTimeout> | undefined;
  let isAway = false;
  let stopped = false;
  const listeners = new Set<() => void>();

  function show(): void {
    const next = tellState();
    if (
      next.kind === state.kind &&
      next.kind !== 'failed' &&
      !(next.kind === 'saved' && next.at !== savedTime())
    )
      return;
    state = next;
    if (!stopped) options.onState(state);
    for (const listener of [...listeners]) listener();
  }
  const savedTime = () => (state.kind === 'saved' ? state.at : undefined);
  function tellState(): SaveState {
    if (refusal !== undefined) return { kind: 'failed', reason: refusal };
    if (
      connection.state() !== 'online' &&
      (isAway || (pending.length > 0 && connection.state() === 'offline'))
    )
      return { kind: 'offline' };
    return pending.length > 0 || revised < sent ? { kind: 'unsaved' } : { kind: 'saved', at: savedAt };
  }

  const connection = (options.connect ?? openLiveConnection)({
    ...options,
    isBehind: () => pending.length > 0,
    onState(next) {
      clearTimeout(awayTimer);
      if (next === 'online') isAway = false;
      else
        awayTimer = setTimeout(() => {
          isAway = true;
          show();
        }, briefMs);
      show();
    },
    onKept(number) {
      refusal = undefined;
      const kept = pending.filter((one) => one.number !== undefined && one.number <= number);
      pending = pending.filter((one) => !kept.includes(one));
      void forget(kept);
      show();
    },
    onRevised(message) {
      revision = message.revision;
      revised = Math.max(revised, message.number);
      savedAt = message.at;
      refusal = undefined;
      show();
    },
    onRefused(_number, message) {
      refusal = message;
      show();
    },
    onSynced({ authors, sent: number, first }) {
      if (number !== undefined) sent = number;
      for (const one of pending) one.number = number;
      show();
      if (!first) options.onBack(authors);
    },
  });

  async function forget(kept: readonly Pending[]): Promise<void> {
    const keys = await Promise.all(kept.map(({ key }) => key));
    await journal?.forget(keys.flatMap((key) => key ?? [])).catch(() => undefined);
  }

  return {
    state: () => state,
    revision: () => revision,
    written(update) {
      const key = journal?.write(update).catch(() => undefined);
      const number = connection.send(update);
      if (number !== undefined) sent = number;
      pending.push({ number, key });
      show();
      if (pending.length > 500 && number === undefined) gather();
    },
    async flush() {
      if (state.kind === 'saved') return;
      connection.retry();
      connection.revise();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, patienceMs);
        function done() {
          clearTimeout(timer);
          listeners.delete(look);
          resolve();
        }
        function look() {
          if (state.kind === 'saved' || state.kind === 'failed') done();
        }
        listeners.add(look);
        if (connection.state() !== 'online') setTimeout(done, 1000);
      });
    },
    connection,
    stop() {
      stopped = true;
      clearTimeout(awayTimer);
      connection.close();
    },
  };

  /** A day of writing without the server is one entry of the journal, not thousands. */
  function gather(): void {
    const old = pending;
    const whole: Pending = {
      number: undefined,
      key: journal?.write(Y.encodeStateAsUpdate(doc)).catch(() => undefined),
    };
    pending = [whole];
    void whole.key?.then((key) => {
      if (key !== undefined) void forget(old);
    });
  }
}
