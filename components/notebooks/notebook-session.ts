/**
 * One open notebook: its frame, its document, its journal and its saving, composed without React. The page draws `get()` and calls
 * the acts.
 */
import * as Y from 'yjs';
import type {
  FrameNotice,
  FrozenNotebook,
  NamedTexts,
  NoticeBody,
  OrderBody,
  ShownNotebook,
} from '@/cells/bridge/messages';
import type { FrameAnswers } from '@/cells/bridge/port';
import type { PreferencesInFrame } from '@/cells/bridge/preferences';
import { type FileLock, filesAttribute, readFileLock } from '@/cells/document/file-lock';
import type { PresentPerson } from '@/cells/document/live-messages';
import { isSame } from '@/cells/document/merge-notebooks';
import type { Notebook } from '@/cells/document/notebook';
import { serializeNotebook } from '@/cells/document/serialize';
import { readAbout, readNotebook } from '@/cells/document/shared-notebook';
import { askFrame } from './ask-frame';
import { createAutosave, type SaveState } from './autosave';
import { checkUpdate } from './check-update';
import type { FrameAssets } from './frame-assets';
import { type FrameHost, type FrameLoss, openFrame } from './frame-host';
import { type OldEntry, openJournal } from './journal';
import type { LoadingFrame } from './load-frame';
import { shareBetweenTabs } from './share-between-tabs';

export interface SessionState {
  readonly title: string;
  readonly save: SaveState;
  readonly status: NoticeBody<'status'>;
  readonly outline: NoticeBody<'outline'>;
  /** Empty until somebody watches it: the order `watch`. */
  readonly flow: NoticeBody<'flow'>;
  readonly variables: NoticeBody<'variables'>;
  readonly packages: NoticeBody<'packages'>;
  /** The files beside the notebook, as its document lists them. */
  readonly files: FileLock;
  /** Other notebooks that cells import from; told with the packages. */
  readonly notebooks: NoticeBody<'notebooks'>;
  /** `running` once the frame answered; `ended` when it was ended for its own doing or could not start. */
  readonly phase: 'opening' | 'running' | 'ended';
  readonly ended?: FrameLoss | string;
  /** Opened without running anything. */
  readonly safe: boolean;
  /** The frame's thread does not answer. */
  readonly busy: boolean;
  /** Edits of a tab that died were brought back; made at this time. */
  readonly recovered?: Date;
  /** Who else is in this notebook, and who one is oneself, while the server is there. */
  readonly people: readonly PresentPerson[];
  readonly you?: PresentPerson;
  /** What others wrote while the server was away: so many cells are different. */
  readonly merged?: { readonly cells: number; readonly authors: readonly string[] };
}

/**
 * Milliseconds that Chromium needs to end the process of a frame that hangs. A frame made sooner would be given that process,
 * and hang with it (tried: at once fails when the old frame listens for its end, after 1 s it works).
 */
const dyingMs = 2000;
/** The browser says up to a second late that a tab died. */
const dyingTabMs = 3000;
/** Away for longer, one is told what changed meanwhile. */
const awayMs = 30_000;

/** A notebook as the server has it. */
export interface SavedNotebook {
  readonly id: string;
  readonly title: string;
  readonly html: string;
  readonly revision: number;
}

export interface SessionOptions {
  readonly notebook: SavedNotebook;
  /** Its document as the server has it, as Yjs packs it. */
  readonly document: Uint8Array;
  /** Of the WebSocket. */
  readonly liveUrl: string;
  /** The name that the person chose. */
  readonly name?: string;
  readonly container: HTMLElement;
  readonly assets: FrameAssets;
  /** In `container`, for the first opening. */
  readonly loading: LoadingFrame;
  readonly theme: 'light' | 'dark';
  readonly preferences: PreferencesInFrame;
  /** Nothing runs until the person asks. */
  readonly safe: boolean;
  /** What the address says of the inputs. */
  readonly values?: NamedTexts;
  readonly answers: Omit<FrameAnswers, 'asset.load'>;
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
  /** The notebook as it stands now; the same object until something changes. */
  notebook(): Notebook;
  /** The cell of a key. */
  cellOf(key: string): { id: number; place: number } | undefined;
  order: FrameHost['order'];
  /** What the notebook shows now. Rejects where it does not say so. */
  show(): Promise<ShownNotebook>;
  /** Replaces the document, undoably. */
  replace(html: string): void;
  /** Drops what was recovered and goes back to what the server has. */
  undoRecovery(): void;
  /** What others wrote meanwhile has been seen. */
  seen(): void;
  /** The name by which others see this person. */
  rename(name: string): void;
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
  end(): void;
}

/** What a tab of an older program left, beyond what can be put back: the page keeps it as a notebook of its own. */
export type Leftover = Pick<OldEntry, 'html' | 'title'>;

/** Origins of what comes into the document. */
const [fromFrame, fromOthers] = [Symbol('frame'), Symbol('others')];

export async function openSession(
  options: SessionOptions,
  onLeftover: (leftover: Leftover) => Promise<void>,
): Promise<NotebookSession> {
  const { notebook, container, assets } = options;
  const journal = await openJournal(notebook.id).catch(() => undefined); // private windows may refuse storage
  const doc = new Y.Doc();
  Y.applyUpdate(doc, options.document);
  const asOpened = readNotebook(doc);
  let listedFiles = asOpened.attributes[filesAttribute];

  // What the server may not have, of living tabs too: it merges, whoever brings it.
  const entries = (await journal?.read()) ?? [];
  const living = (await journal?.living()) ?? new Set<string>();
  const news = new Map<string, number>();
  for (const { tab, update, at } of entries) if (takesNews(doc, update)) news.set(tab, at);
  const ofDead = [...news].filter(([tab]) => !living.has(tab)).map(([, at]) => at);
  const old = (await journal?.takeOld()) ?? [];

  const listeners = new Set<() => void>();
  let current: Notebook | undefined;
  let frame: FrameHost | undefined;
  let loading: LoadingFrame | undefined = options.loading;
  let client = 0;
  let { theme, preferences } = options;
  /** What is to take the place of everything as soon as the frame is there. */
  let restored: OldEntry | undefined;
  let away: { readonly since: number; readonly before: Notebook } | undefined;
  let state: SessionState = {
    title: readAbout(doc).title,
    save: { kind: 'saved', at: undefined },
    status: { running: 0, stale: 0, failed: 0, cells: 0, runMode: 'auto' },
    outline: [],
    flow: [],
    variables: [],
    packages: [],
    files: readFileLock(asOpened),
    notebooks: [],
    phase: 'opening',
    safe: false,
    busy: false,
    people: [],
    recovered: ofDead.length > 0 ? new Date(Math.max(...ofDead)) : undefined,
  };
  const update = (part: Partial<SessionState>) => {
    state = { ...state, ...part };
    for (const listener of [...listeners]) listener();
  };
  const now = () => {
    current ??= readNotebook(doc);
    return current;
  };

  // This tab may reach the server though the other does not.
  const tabs = shareBetweenTabs(notebook.id, (written) => {
    if (takesNews(doc, written, fromOthers)) autosave.written(written);
  });
  doc.on('update', (written: Uint8Array, origin: unknown) => {
    current = undefined;
    if (origin !== fromFrame) frame?.order('merge', { update: written });
    const { title, attributes } = readAbout(doc);
    if (title !== state.title) update({ title });
    const listed = attributes[filesAttribute];
    if (listed === listedFiles) return;
    listedFiles = listed;
    update({ files: readFileLock({ attributes }) });
  });

  const autosave = createAutosave({
    url: options.liveUrl,
    doc,
    origin: fromOthers,
    name: options.name,
    journal,
    left: entries.map(({ key }) => key),
    revision: notebook.revision,
    onState(save) {
      if (save.kind === 'offline') away ??= { since: Date.now(), before: now() };
      update({ save });
    },
    onPeople(people, you) {
      update({ people, you });
      frame?.order('people', { people: [...people] });
    },
    onBack(authors) {
      const before = away;
      away = undefined;
      if (!before || Date.now() - before.since < awayMs) return;
      const others = authors.filter((name) => name !== state.you?.name);
      const cells = changedByOthers(before.before, now());
      if (cells > 0) update({ merged: { cells, authors: others } });
    },
    onReturn() {
      if (away) away = { ...away, before: now() };
    },
  });

  // A tab that still counted as living when this one opened may be gone already.
  const openedAt = Date.now();
  for (const [tab, at] of news)
    if (living.has(tab))
      journal?.ended(tab).then(
        () => Date.now() - openedAt < dyingTabMs && update({ recovered: new Date(at) }),
        () => undefined,
      );

  function onNotice<K extends FrameNotice>(name: K, body: NoticeBody<K>): void {
    const notice = { name, body } as { [N in FrameNotice]: { name: N; body: NoticeBody<N> } }[FrameNotice]; // the pair belongs together
    switch (notice.name) {
      case 'ready':
        update({ phase: 'running' });
        frame?.order('people', { people: [...state.people] });
        if (restored) frame?.order('replace', { html: restored.html });
        restored = undefined;
        // What SQL needs, while the person reads: a first query then waits for nothing.
        for (const asset of ['duckdb-worker', 'duckdb-wasm']) void assets.load(asset).catch(() => undefined);
        return;
      case 'changed':
        takeFromFrame(notice.body.update);
        return;
      case 'here':
        autosave.connection.here(notice.body.at, notice.body.ran);
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
      case 'notebooks':
        update({ notebooks: notice.body });
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

  /** The frame writes under the number it was given, and goes on where it stopped: else it could write in another's name. */
  function takeFromFrame(written: Uint8Array): void {
    const wrong = checkUpdate(doc, written, client);
    if (wrong) {
      console.warn('What the notebook wrote was refused:', wrong);
      return;
    }
    Y.applyUpdate(doc, written, fromFrame);
    autosave.written(written);
    if (autosave.state().kind === 'offline') tabs.tell(written);
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
      notebooks: [],
    });
    if (waitMs > 0) opening = setTimeout(() => makeFrame(mode), waitMs);
    else makeFrame(mode);
  };
  const makeFrame = (mode: 'edit' | 'safe') => {
    client = newClient(doc);
    const order: OrderBody<'open'> = {
      html: '',
      document: { state: Y.encodeStateAsUpdate(doc), client },
      mode,
      theme,
      preferences,
      notebookId: notebook.id,
      values: options.values,
    };
    frame = openFrame({
      container,
      assets,
      loading,
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
    loading = undefined;
  };

  const flushWhenHidden = () => {
    if (document.visibilityState === 'hidden') void autosave.flush();
  };
  const endPresenting = () => {
    if (!document.fullscreenElement) order('present', { on: false });
  };
  document.addEventListener('visibilitychange', flushWhenHidden);
  document.addEventListener('fullscreenchange', endPresenting);

  // Edits of an older program on the text that is still the newest are put back; others stay, as notebooks of their own.
  const [newest, ...others] = old.filter(({ html }) => html !== notebook.html);
  if (newest && (newest.baseRevision === notebook.revision || newest.sent === notebook.html)) {
    restored = newest;
    state = { ...state, recovered: new Date(newest.at) };
  } else if (newest) others.push(newest);
  open(options.safe ? 'safe' : 'edit');
  for (const other of others) await onLeftover(other);

  const order: FrameHost['order'] = (name, body) => {
    if (name === 'theme') ({ theme } = body as OrderBody<'theme'>); // paired with the name
    if (name === 'preferences') preferences = body as OrderBody<'preferences'>; // paired with the name
    frame?.order(name, body);
  };

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    html: () => serializeNotebook(now()),
    notebook: now,
    cellOf(key) {
      const id = doc.getMap<Y.Map<unknown>>('cells').get(key)?.get('id');
      const place = now().cells.findIndex((cell) => cell.id === id);
      return typeof id === 'number' && place >= 0 ? { id, place } : undefined;
    },
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
      order('replace', { html: serializeNotebook(asOpened) });
    },
    seen: () => update({ merged: undefined }),
    rename: (name) => autosave.connection.rename(name),
    reopen: (mode) => open(mode),
    saveNow: () => autosave.flush(),
    revision: () => autosave.revision(),
    end() {
      document.removeEventListener('visibilitychange', flushWhenHidden);
      document.removeEventListener('fullscreenchange', endPresenting);
      void autosave.flush().finally(() => {
        autosave.stop();
        journal?.close();
        tabs.close();
      });
      clearTimeout(opening);
      frame?.end();
    },
  };
}

/** Whether an update says anything that the document did not. */
function takesNews(doc: Y.Doc, update: Uint8Array, origin?: symbol): boolean {
  let isNew = false;
  const hear = () => {
    isNew = true;
  };
  doc.on('update', hear);
  Y.applyUpdate(doc, update, origin);
  doc.off('update', hear);
  return isNew;
}

/** A number for the frame under which nobody has written. */
function newClient(doc: Y.Doc): number {
  const [number = 1] = crypto.getRandomValues(new Uint32Array(1));
  return doc.store.clients.has(number) ? newClient(doc) : number;
}

/** Cells that are other than they were, came or went. */
function changedByOthers(before: Notebook, after: Notebook): number {
  const was = new Map(before.cells.map((cell) => [cell.id, cell]));
  let changed = 0;
  for (const cell of after.cells) {
    const known = was.get(cell.id);
    was.delete(cell.id);
    if (!known || !isSame(known, cell)) changed += 1;
  }
  return changed + was.size;
}
