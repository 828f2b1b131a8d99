import type { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { Cell } from '@/cells/document/notebook';
import { createKeyReader, nameOfKey, pageKeys } from '../keys';
import { type NotebookParts, useNotebook, usePlace } from '../notebook-context';
import styles from './code.module.css';
import { createEditor, takeSource } from './create-editor';
import { followNames } from './follow-names';
import { helpSources } from './help-sources';
import { knownTables } from './known-tables';
import { lintText } from './lint-text';
import { markFailedLine } from './mistakes';

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
    const stops = [
      parts.store.subscribe(() => {
        const now = parts.store.cell(id);
        if (now) takeSource(view, now.source);
      }),
      parts.kernel.subscribe((changed) => changed.has(id) && showFailure(view, parts, id)),
      followNames(view, parts, id),
    ];
    showFailure(view, parts, id);
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

  return <div ref={host} className={styles.code} data-editor />;
}

interface Text {
  readonly id: number;
  readonly kind: Cell['kind'];
  readonly label: string;
  readonly source: string;
}

function mount(host: HTMLElement, notebook: NotebookParts, { id, kind, label, source }: Text): EditorView {
  const { store, actions, view, services } = notebook;
  const readKey = createKeyReader();
  const neighbour = (direction: -1 | 1) => store.order()[store.order().indexOf(id) + direction];
  return createEditor(host, {
    kind,
    source,
    label,
    names: { cellNames: () => namesOfOthers(notebook, id), tables: () => knownTables(notebook, id) },
    sources: helpSources(notebook),
    lint: (state) => lintText(state, notebook, id),
    onChange: (text) => store.apply({ type: 'source', id, source: text }),
    onFocus() {
      view.go(id, 'edit');
      void services.documentation();
    },
    onKey(event) {
      const pageKey = nameOfKey(event);
      const key = readKey(event, true);
      if (!key && !pageKeys.has(pageKey)) return false;
      event.preventDefault();
      if (key) key.act({ actions, view, id });
      else services.pageKey(pageKey);
      return true;
    },
    onEscape: () => view.go(id, 'command'),
    onLeave(direction) {
      const next = neighbour(direction);
      const pinned = next !== undefined && store.cell(next)?.pinned;
      if (next !== undefined) view.go(next, pinned ? 'edit' : 'command');
    },
    onUndo: () => actions.undo(),
    onRedo: () => actions.redo(),
  });
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
