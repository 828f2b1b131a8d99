import { nextDiagnostic } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { Cell } from '@/cells/document/notebook';
import { symbolAt } from '@/cells/writing';
import { followFinding } from '../find/found-marks';
import { goToDefinition } from '../go-to-definition';
import { nameOfKey } from '../key-names';
import { pageKeys } from '../keys';
import { type NotebookParts, useNotebook, usePlace } from '../notebook-context';
import { addPictures, picturesIn } from '../pictures/add-pictures';
import { takesPictures } from '../pictures/insert-picture';
import { createKeyReader } from '../read-keys';
import styles from './code.module.css';
import { createEditor, takeOthers, takeSource } from './create-editor';
import { followNames } from './follow-names';
import { helpSources } from './help-sources';
import { knownTables } from './known-tables';
import { lintText } from './lint-text';
import { markFailedLine } from './mistakes';
import { followCursors } from './other-cursors';
import { useVim } from './use-vim';
import { explainAtCursor, type WordHelpParts } from './word-help';

/** The text of one cell, being written. Mounted only near the screen. */
export function CodeEditor({ id, kind, label }: { id: number; kind: Cell['kind']; label: string }) {
  const parts = useNotebook();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const isEditing = usePlace(id) === 'editing';

  useEffect(() => {
    const cell = parts.store.cell(id);
    if (!host.current || !cell) return;
    const view = mount(host.current, parts, { id, kind, label, source: cell.source });
    editor.current = view;
    const takeSpot = () => {
      const spot = parts.view.takeSpot(id);
      if (!spot || spot.to > view.state.doc.length) return;
      view.focus();
      view.dispatch({ selection: { anchor: spot.from, head: spot.to }, scrollIntoView: true });
    };
    const stops = [
      parts.view.subscribe(takeSpot),
      parts.editors.register(id, {
        symbol: () => symbolIn(parts, id, view.state.selection.main.head),
        nextMistake: () => void nextDiagnostic(view),
        insert: (text, at) => insertText(view, text, at),
        pointAt: (at) => view.dispatch({ selection: { anchor: view.posAtCoords(at, false) } }),
        explain: () => void explainAtCursor(view, helpParts(parts, id, kind)),
      }),
      parts.store.subscribe((cause) => {
        const now = parts.store.cell(id);
        if (now) (cause === 'others' ? takeOthers : takeSource)(view, now.source);
      }),
      followCursors(view, parts.presence, id),
      parts.kernel.subscribe((changed) => changed.has(id) && showFailure(view, parts, id)),
      followNames(view, parts, id),
      followFinding(view, parts.find, id),
    ];
    showFailure(view, parts, id);
    takeSpot();
    return () => {
      for (const stop of stops) stop();
      editor.current = null;
      view.destroy();
    };
  }, [parts, id, kind, label]);

  useEffect(() => {
    const view = editor.current;
    if (isEditing && view && !view.hasFocus) view.focus();
  }, [isEditing]);

  const mode = useVim(editor, id, [parts, id, kind, label]);

  return (
    <div className={styles.withMode}>
      <div ref={host} className={styles.code} data-editor />
      {mode && isEditing && (
        <div
          className={styles.mode}
          role="status"
          aria-label={`Vim, ${mode.name} mode`}
          data-mode={mode.name}
        >
          {mode.name.charAt(0).toUpperCase() + mode.name.slice(1)} {mode.keys && <b>{mode.keys}</b>}
        </div>
      )}
    </div>
  );
}

function insertText(view: EditorView, text: string, at?: { x: number; y: number }): void {
  const { main } = view.state.selection;
  const place = at ? view.posAtCoords(at, false) : undefined;
  const from = place ?? main.from;
  // A name is not run together with the word before it.
  const before = view.state.sliceDoc(Math.max(0, from - 1), from);
  const insert = /[\p{L}\p{N}_"]/u.test(before) ? ` ${text}` : text;
  view.focus();
  view.dispatch({
    changes: { from, to: place ?? main.to, insert },
    selection: { anchor: from + insert.length },
    scrollIntoView: true,
    userEvent: 'input.drop',
  });
}

interface Text {
  readonly id: number;
  readonly kind: Cell['kind'];
  readonly label: string;
  readonly source: string;
}

function mount(host: HTMLElement, notebook: NotebookParts, { id, kind, label, source }: Text): EditorView {
  const { store, actions, clipboard, view, services, presence } = notebook;
  const readKey = createKeyReader(() => services.preferences.get().keys);
  const neighbour = (direction: -1 | 1) => store.order()[store.order().indexOf(id) + direction];
  return createEditor(host, {
    source,
    label,
    ...helpParts(notebook, id, kind),
    lint: (state) => lintText(state, notebook, id),
    onChange: (text) => store.apply({ type: 'source', id, source: text }),
    onFocus() {
      view.go(id, 'edit');
      void services.documentation();
    },
    onSelect: (anchor, head) => presence.select(id, anchor, head),
    onKey(event) {
      const pageKey = nameOfKey(event);
      const key = readKey(event, true);
      if (!key && !pageKeys.has(pageKey)) return false;
      event.preventDefault();
      if (key) key.act({ actions, view, clipboard, id });
      else services.pageKey(pageKey);
      return true;
    },
    onEscape: () => view.go(id, 'command'),
    onLeave(direction) {
      const next = neighbour(direction);
      const pinned = next !== undefined && store.cell(next)?.pinned;
      if (next !== undefined) view.go(next, pinned ? 'edit' : 'command');
    },
    onModClick: (offset) => goToDefinition(view, symbolIn(notebook, id, offset)),
    onUndo: () => actions.undo(),
    onRedo: () => actions.redo(),
    onFiles(transfer, at) {
      const pictures = takesPictures(kind) ? picturesIn(transfer) : [];
      if (pictures.length > 0) void addPictures(notebook, { id, at }, pictures);
      return pictures.length > 0;
    },
  });
}

/** What completion and help ask. */
const helpParts = (notebook: NotebookParts, id: number, kind: Cell['kind']): WordHelpParts => ({
  kind,
  names: {
    cellNames: () => namesOfOthers(notebook, id),
    tables: () => knownTables(notebook, id),
    notebook: () => notebook.store.get(),
    elsewhere: notebook.services.elsewhere,
  },
  sources: helpSources(notebook),
});

function symbolIn({ store, symbols }: NotebookParts, id: number, offset: number) {
  const cell = store.cell(id);
  return cell && symbolAt(store.get().cells, symbols, { cell, offset });
}

function namesOfOthers({ store, symbols }: NotebookParts, id: number) {
  return [...symbols.definitions(store.get().cells)].flatMap(([name, definitions]) => {
    const other = definitions.find(({ cellId }) => cellId !== id);
    return other ? { name, from: `${store.cell(other.cellId)?.kind} cell` } : [];
  });
}

/** Marks the line at which the last run failed. */
function showFailure(view: EditorView, { kernel }: NotebookParts, id: number): void {
  const { state, error } = kernel.get(id);
  view.dispatch({ effects: markFailedLine(state === 'failed' ? error?.line : undefined) });
}
