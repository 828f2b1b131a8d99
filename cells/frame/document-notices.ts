import { mergeUpdates } from 'yjs';
import type { NoticeBody } from '@/cells/bridge/messages';
import type { FrameEnd } from '@/cells/bridge/port';
import type { SharedStore } from '@/cells/document/document-store';
import type { Cell } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';
import { notebookRunMode } from '@/cells/kinds';

/** Milliseconds that a change waits for the next one before the page hears of it. */
const changeMs = 150;
const statusMs = 150;
/** After the kernel came to rest. */
const outlineMs = 500;

/**
 * Tells the page what it keeps and shows: what was written soon after each change, the outline, and what runs. `flush`
 * tells a waiting change at once: before anything runs, since a cell may never give the thread back.
 */
export function tellOfDocument(
  bridge: FrameEnd,
  store: SharedStore,
  kernel: Kernel,
): { flush(): void; dispose(): void } {
  let written: Uint8Array[] = [];
  let changeTimer: ReturnType<typeof setTimeout> | undefined;
  let statusTimer: ReturnType<typeof setTimeout> | undefined;
  let outlineTimer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    if (changeTimer === undefined) return;
    clearTimeout(changeTimer);
    changeTimer = undefined;
    const updates = written;
    written = [];
    if (updates.length > 0) bridge.notify('changed', { update: mergeUpdates(updates) });
    tellOutline();
  };
  // Names are known once the kernel has the text.
  const soonOutline = () => {
    clearTimeout(outlineTimer);
    outlineTimer = setTimeout(tellOutline, outlineMs);
  };
  const readOutline = createOutlineReader();
  const notifyOfOutline = unlessSame<NoticeBody<'outline'>>((outline) => bridge.notify('outline', outline));
  const tellOutline = () =>
    notifyOfOutline(
      store
        .get()
        .cells.flatMap((cell) => readOutline(cell, kernel.get(cell.id).outputs))
        .slice(0, 2000),
    );
  const notifyOfStatus = unlessSame<NoticeBody<'status'>>((status) => bridge.notify('status', status));
  const tellStatus = () => {
    statusTimer = undefined;
    const states = store.order().map((id) => kernel.get(id).state);
    const count = (...wanted: string[]) => states.filter((state) => wanted.includes(state)).length;
    notifyOfStatus({
      running: count('running', 'queued'),
      stale: count('stale'),
      failed: count('failed'),
      cells: states.length,
      runMode: notebookRunMode(store.get().attributes),
    });
  };
  const soonStatus = () => {
    statusTimer ??= setTimeout(tellStatus, statusMs);
  };

  const unsubscribe = [
    store.onUpdate((update) => {
      written.push(update);
      changeTimer ??= setTimeout(flush, changeMs);
    }),
    store.subscribe(() => {
      changeTimer ??= setTimeout(flush, changeMs);
      soonStatus();
    }),
    kernel.subscribe(() => {
      soonStatus();
      soonOutline();
    }),
  ];
  window.addEventListener('blur', flush);
  document.addEventListener('visibilitychange', flush);
  tellOutline();
  soonStatus();
  return {
    flush,
    dispose() {
      for (const stop of unsubscribe) stop();
      clearTimeout(changeTimer);
      clearTimeout(statusTimer);
      clearTimeout(outlineTimer);
      window.removeEventListener('blur', flush);
      document.removeEventListener('visibilitychange', flush);
    },
  };
}

/** What the page knows already costs it a reading of the whole for nothing: while one types, hundreds of times. */
function unlessSame<T>(tell: (now: T) => void): (now: T) => void {
  let told: string | undefined;
  return (now) => {
    const text = JSON.stringify(now);
    if (text !== told) tell(now);
    told = text;
  };
}

interface OutlineEntry {
  cellId: number;
  level: number;
  text: string;
}

/** Reads a cell again only once it is another. */
function createOutlineReader(): typeof outlineOf {
  const known = new WeakMap<Cell, { names: readonly string[] | undefined; entries: OutlineEntry[] }>();
  return (cell, names) => {
    const before = known.get(cell);
    if (before && before.names === names) return before.entries;
    const entries = outlineOf(cell, names);
    known.set(cell, { names, entries });
    return entries;
  };
}

/** Headings of prose, and the names that other kinds define, one level below. */
export function outlineOf(cell: Cell, names: readonly string[] = []): OutlineEntry[] {
  if (cell.kind === 'markdown') {
    const prose = cell.source.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
    return [...prose.matchAll(/^ {0,3}(#{1,4})\s+(.+?)\s*#*$/gm)].map(([, marks = '', text = '']) => ({
      cellId: cell.id,
      level: marks.length,
      text: text.replace(/[*_`]/g, '').slice(0, 500),
    }));
  }
  if (cell.kind === 'html')
    return [...cell.source.matchAll(/<h([1-4])[^>]*>([\s\S]*?)<\/h\1>/gi)].map(([, level, text = '']) => ({
      cellId: cell.id,
      level: Number(level),
      text: text
        .replace(/<[^>]*>/g, '')
        .trim()
        .slice(0, 500),
    }));
  const text = names.length > 0 ? names.join(', ') : cell.output;
  return text ? [{ cellId: cell.id, level: 4, text: text.slice(0, 500) }] : [];
}
