/**
 * One open notebook: its frame, its journal and its saving, composed without React. The page draws `get()` and calls the acts.
 */
import type {
  FrameNotice,
  FrozenNotebook,
  NamedTexts,
  NoticeBody,
  OrderBody,
  ShownNotebook,
} from '@/cells/bridge/messages';
import type { FrameAnswers } from '@/cells/bridge/port';
import { askFrame } from './ask-frame';
import { type Autosave, createAutosave, type Draft, type SaveResult, type SaveState } from './autosave';
import { createFrameAssets } from './frame-assets';
import { type FrameHost, type FrameLoss, openFrame } from './frame-host';
import { type JournalEntry, openJournal } from './journal';

export interface SessionState {
  readonly title: string;
  readonly save: SaveState;
  readonly status: NoticeBody<'status'>;
  readonly outline: NoticeBody<'outline'>;
  /** Empty until somebody watches it: the order `watch`. */
  readonly flow: NoticeBody<'flow'>;
  readonly variables: NoticeBody<'variables'>;
  readonly packages: NoticeBody<'packages'>;
  /** `running` once the frame answered; `ended` when it was ended for its own doing or could not start. */
  readonly phase: 'opening' | 'running' | 'ended';
  readonly ended?: FrameLoss | string;
  /** Opened without running anything. */
  readonly safe: boolean;
  /** The frame's thread does not answer. */
  readonly busy: boolean;
  /** Edits of a tab that died were brought back; made at this time. */
  readonly recovered?: Date;
  /** Edits of another tab, made at this time: it died while this one was being changed, so the person decides. */
  readonly offered?: Date;
}

/**
 * Milliseconds that Chromium needs to end the process of a frame that hangs. A frame made sooner would be given that process,
 * and hang with it (tried: at once fails when the old frame listens for its end, after 1 s it works).
 */
const dyingMs = 2000;

/** A notebook as the server has it. */
export interface SavedNotebook {
  readonly id: string;
  readonly title: string;
  readonly html: string;
  readonly revision: number;
}

export interface SessionOptions {
  readonly notebook: SavedNotebook;
  readonly container: HTMLElement;
  readonly theme: 'light' | 'dark';
  /** Nothing runs until the person asks. */
  readonly safe: boolean;
  /** What the address says of the inputs. */
  readonly values?: NamedTexts;
  readonly answers: Omit<FrameAnswers, 'asset.load'>;
  /** Never rejects. */
  save(draft: Draft, baseRevision: number): Promise<SaveResult>;
  onKey(key: string): void;
  /** Somebody wants to comment on a cell. */
  onCommentsAsked?(cellId: number): void;
  onCheck?(check: NoticeBody<'check'>): void;
  /** The frame is gone with all that ran in it. */
  onFrameGone?(): void;
}

export interface NotebookSession {
  get(): SessionState;
  subscribe(listener: () => void): () => void;
  /** The whole file as it stands now. */
  html(): string;
  order: FrameHost['order'];
  /** What the notebook shows now. Rejects where it does not say so. */
  show(): Promise<ShownNotebook>;
  /** Replaces the document, undoably. */
  replace(html: string): void;
  /** Drops what was recovered and goes back to what the server has. */
  undoRecovery(): void;
  /** What becomes of what is `offered`: put in the place of this text, undoably, or kept as a notebook of its own. */
  takeOffered(how: 'here' | 'copy'): void;
  /** Ends the frame with all that runs in it and opens it again as it stands. */
  reopen(mode: 'edit' | 'safe'): void;
  /** What each cell shows now. Rejects where the frame does not answer within a minute. */
  freeze(): Promise<FrozenNotebook>;
  saveNow(): Promise<void>;
  /** What the inputs say now, as an address would. */
  values(): Promise<NamedTexts>;
  /** Slide by slide, on the whole screen where the browser lets it: right after a click. */
  present(): void;
  /** The newest revision that this text stands on. */
  revision(): number;
  /** After a conflict: this text becomes a revision on top of that one. */
  keepMine(newest: number): void;
  /** After a conflict: the other text, already revision `newest`, takes the place of this one. */
  takeTheirs(theirs: SavedNotebook): void;
  end(): void;
}

/** Other tabs' leftovers beyond the newest: the page keeps them as notebooks of their own. */
export type Leftover = Pick<JournalEntry, 'html' | 'title'>;

export async function openSession(
  options: SessionOptions,
  onLeftover: (leftover: Leftover) => Promise<void>,
): Promise<NotebookSession> {
  const { notebook, container } = options;
  const assets = createFrameAssets();
  const journal = await openJournal(notebook.id).catch(() => undefined); // private windows may refuse storage
  const leftBehind = (await journal?.leftBehind(onLeftLater)) ?? [];
  const [recovered, ...others] = leftBehind.filter(({ html }) => html !== notebook.html);

  const listeners = new Set<() => void>();
  let draft: Draft = recovered ?? notebook;
  let inFlight: string | undefined;
  let frame: FrameHost | undefined;
  let theme = options.theme;
  let decide: ((how: 'here' | 'copy') => void) | undefined;
  let state: SessionState = {
    title: draft.title,
    save: { kind: 'saved', at: undefined },
    status: { running: 0, stale: 0, failed: 0, cells: 0, runMode: 'auto' },
    outline: [],
    flow: [],
    variables: [],
    packages: [],
    phase: 'opening',
    safe: false,
    busy: false,
    recovered: recovered && new Date(recovered.at),
  };
  const update = (part: Partial<SessionState>) => {
    state = { ...state, ...part };
    for (const listener of [...listeners]) listener();
  };

  const keep = () =>
    journal?.write({ ...draft, baseRevision: autosave.revision(), sent: inFlight }).catch(() => undefined);
  const autosave: Autosave = createAutosave({
    // The server may have taken what the dead tab was sending: then its edits stand on that revision.
    revision: recovered && recovered.sent !== notebook.html ? recovered.baseRevision : notebook.revision,
    async save(sent, baseRevision) {
      inFlight = sent.html;
      void keep();
      return options.save(sent, baseRevision);
    },
    onState: (save) => update({ save }),
    onSaved: () => void journal?.clear(),
  });

  /** A tab that still counted as living when this one opened is gone, and this is what it had not saved. */
  async function onLeftLater(left: JournalEntry): Promise<void> {
    if (left.html === draft.html || left.html === notebook.html) return;
    if (draft === notebook) {
      // Nothing was changed here: as if the page had been opened now.
      if (left.sent !== notebook.html) autosave.resume(left.baseRevision);
      return putBack(left);
    }
    const how =
      decide || state.recovered
        ? 'copy'
        : await new Promise<'here' | 'copy'>((resolve) => {
            decide = resolve;
            update({ offered: new Date(left.at) });
          });
    if (how === 'copy') return onLeftover(left);
    // What was typed here becomes a revision of its own first.
    await autosave.flush();
    await putBack(left);
  }
  async function putBack(left: JournalEntry): Promise<void> {
    draft = { html: left.html, title: left.title };
    frame?.order('replace', { html: left.html });
    update({ title: left.title, recovered: new Date(left.at) });
    autosave.changed(draft);
    await keep();
  }

  function onNotice<K extends FrameNotice>(name: K, body: NoticeBody<K>): void {
    const notice = { name, body } as { [N in FrameNotice]: { name: N; body: NoticeBody<N> } }[FrameNotice]; // the pair belongs together
    switch (notice.name) {
      case 'ready':
        update({ phase: 'running' });
        // What SQL needs, while the person reads: a first query then waits for nothing.
        for (const asset of ['duckdb-worker', 'duckdb-wasm']) void assets.load(asset).catch(() => undefined);
        return;
      case 'changed':
        if (notice.body.html === draft.html) return;
        draft = { html: notice.body.html, title: notice.body.title };
        update({ title: draft.title });
        autosave.changed(draft);
        void keep();
        return;
      case 'status':
        update({ status: notice.body });
        return;
      case 'outline':
        update({ outline: notice.body });
        return;
      case 'flow':
        update({ flow: notice.body });
        return;
      case 'variables':
        update({ variables: notice.body });
        return;
      case 'packages':
        update({ packages: notice.body });
        return;
      case 'key':
        options.onKey(notice.body.key);
        return;
      case 'commentsAsked':
        options.onCommentsAsked?.(notice.body.cellId);
        return;
      case 'check':
        options.onCheck?.(notice.body);
        return;
      case 'frozen':
        frozen.take(notice.body.ask, notice.body.frozen, notice.body.error);
        return;
      case 'failed':
        update({ phase: 'ended', ended: notice.body.message });
        return;
      case 'shown':
        shown.take(notice.body.ask, notice.body.shown, notice.body.error);
        return;
      case 'values':
        inputs.take(notice.body.ask, notice.body.values, undefined);
        return;
      case 'presenting':
        if (!notice.body.on && document.fullscreenElement === container)
          void document.exitFullscreen().catch(() => {});
        return;
      case 'height':
      case 'alive':
      case 'finished':
      case 'package':
        return;
    }
  }

  const shown = askFrame<ShownNotebook>((ask) => frame?.order('show', { ask }));
  const frozen = askFrame<FrozenNotebook>((ask) => frame?.order('freeze', { ask }));
  const inputs = askFrame<NamedTexts>((ask) => frame?.order('values', { ask }));
  let opening: ReturnType<typeof setTimeout> | undefined;
  const open = (mode: 'edit' | 'safe', waitMs = state.busy ? dyingMs : 0) => {
    if (frame) options.onFrameGone?.();
    frame?.end();
    frame = undefined;
    clearTimeout(opening);
    update({
      phase: 'opening',
      ended: undefined,
      busy: false,
      safe: mode === 'safe',
      outline: [],
      flow: [],
      variables: [],
      packages: [],
    });
    if (waitMs > 0) opening = setTimeout(() => makeFrame(mode), waitMs);
    else makeFrame(mode);
  };
  const makeFrame = (mode: 'edit' | 'safe') => {
    const { values } = options;
    const order: OrderBody<'open'> = { html: draft.html, mode, theme, notebookId: notebook.id, values };
    frame = openFrame({
      container,
      assets,
      open: order,
      answers: options.answers,
      onNotice,
      onRefused: (reason) => console.warn('The notebook frame was refused:', reason),
      onBusy: (busy) => update({ busy }),
      onStuck: () => open(mode, dyingMs),
      onLost(reason) {
        options.onFrameGone?.();
        update({ phase: 'ended', ended: reason, busy: false });
      },
      onFailed: (error) =>
        update({ phase: 'ended', ended: error instanceof Error ? error.message : String(error) }),
    });
  };

  const flushWhenHidden = () => {
    if (document.visibilityState === 'hidden') void autosave.flush();
  };
  const flushWhenOnline = () => void autosave.flush();
  const endPresenting = () => {
    if (!document.fullscreenElement) order('present', { on: false });
  };
  document.addEventListener('visibilitychange', flushWhenHidden);
  document.addEventListener('fullscreenchange', endPresenting);
  window.addEventListener('online', flushWhenOnline);

  open(options.safe ? 'safe' : 'edit');
  if (recovered) {
    autosave.changed(draft);
    await keep();
  }
  for (const other of others) await onLeftover(other);
  for (const entry of leftBehind) await journal?.forget(entry);

  const order: FrameHost['order'] = (name, body) => {
    if (name === 'theme') ({ theme } = body as OrderBody<'theme'>); // paired with the name
    frame?.order(name, body);
  };

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    html: () => draft.html,
    order,
    show: shown.ask,
    freeze: frozen.ask,
    values: inputs.ask,
    present() {
      void container.requestFullscreen?.().catch(() => {}); // the window will do
      order('present', { on: true });
    },
    replace: (html) => order('replace', { html }),
    undoRecovery() {
      update({ recovered: undefined });
      order('replace', { html: notebook.html });
    },
    takeOffered(how) {
      decide?.(how);
      decide = undefined;
      update({ offered: undefined });
    },
    reopen: (mode) => open(mode),
    saveNow: () => autosave.flush(),
    revision: () => autosave.revision(),
    keepMine: (newest) => autosave.resume(newest),
    takeTheirs(theirs) {
      draft = theirs;
      autosave.reset(theirs.revision);
      void journal?.clear();
      update({ title: theirs.title, recovered: undefined });
      order('replace', { html: theirs.html });
    },
    end() {
      document.removeEventListener('visibilitychange', flushWhenHidden);
      document.removeEventListener('fullscreenchange', endPresenting);
      window.removeEventListener('online', flushWhenOnline);
      void autosave.flush().finally(() => {
        autosave.stop();
        journal?.close();
      });
      clearTimeout(opening);
      frame?.end();
    },
  };
}
