/**
 * Saves a notebook soon after each change, keeps trying while the server is away, and never overwrites what somebody else
 * saved: a conflict stops it until a person has chosen.
 */

export type SaveState =
  | { readonly kind: 'saved'; readonly at: Date | undefined }
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'conflict' };

export interface Draft {
  readonly html: string;
  readonly title: string;
}

export type SaveResult =
  | { readonly kind: 'saved'; readonly revision: number }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface AutosaveOptions {
  /** The revision that the page opened. */
  readonly revision: number;
  /** Never rejects. */
  save(draft: Draft, baseRevision: number): Promise<SaveResult>;
  onState(state: SaveState): void;
  /** This draft, the newest, is safe on the server. */
  onSaved?(draft: Draft): void;
}

export interface Autosave {
  state(): SaveState;
  revision(): number;
  changed(draft: Draft): void;
  /** Saves now what is not saved. Resolves when that attempt is over. */
  flush(): Promise<void>;
  /** After a conflict: the next save builds on this revision. */
  resume(revision: number): void;
  /** The server has this text as that revision: nothing of it is left to save. */
  reset(revision: number): void;
  stop(): void;
}

/** Milliseconds: quiet time before a save, and the longest that a change waits under steady typing. */
export const quietMs = 1500;
export const longestMs = 10_000;
const retryMs = [1000, 2000, 4000, 8000, 15_000, 30_000];

export function createAutosave(options: AutosaveOptions): Autosave {
  let { revision } = options;
  let state: SaveState = { kind: 'saved', at: undefined };
  let draft: Draft | undefined;
  let dirtySince = 0;
  let failures = 0;
  let running: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const show = (next: SaveState) => {
    state = next;
    if (!stopped) options.onState(next);
  };
  const schedule = (ms: number) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void flush(), ms);
  };

  const attempt = async () => {
    clearTimeout(timer);
    const sent = draft;
    if (!sent || state.kind === 'conflict' || stopped) return;
    show({ kind: 'saving' });
    const result = await options.save(sent, revision);
    if (result.kind === 'conflict') return show({ kind: 'conflict' });
    if (result.kind === 'failed') {
      schedule(retryMs[Math.min(failures, retryMs.length - 1)] ?? 0);
      failures += 1;
      return show({ kind: 'failed', reason: result.reason });
    }
    failures = 0;
    revision = result.revision;
    if (draft !== sent) {
      // Typed on while it was being saved.
      dirtySince = Date.now();
      show({ kind: 'unsaved' });
      return schedule(quietMs);
    }
    draft = undefined;
    show({ kind: 'saved', at: new Date() });
    options.onSaved?.(sent);
  };

  /** One save at a time: a second would build on a revision that the first is about to replace. */
  const flush = (): Promise<void> => {
    running ??= attempt().finally(() => {
      running = undefined;
    });
    return running;
  };

  return {
    state: () => state,
    revision: () => revision,
    changed(next) {
      if (!draft) dirtySince = Date.now();
      draft = next;
      if (state.kind === 'conflict' || state.kind === 'saving') return;
      // While the server is away the retry clock rules, not the keyboard.
      if (state.kind === 'failed') return;
      show({ kind: 'unsaved' });
      schedule(Math.max(0, Math.min(quietMs, dirtySince + longestMs - Date.now())));
    },
    flush,
    resume(base) {
      revision = base;
      if (state.kind !== 'conflict') return;
      show({ kind: 'unsaved' });
      schedule(0);
    },
    reset(base) {
      clearTimeout(timer);
      revision = base;
      draft = undefined;
      failures = 0;
      show({ kind: 'saved', at: new Date() });
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
