import { BookOpen, Code, Keyboard, Redo2, Undo2 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { readDropped } from '@/cells/data/pictures/pack-folder';
import type { DocumentStore } from '@/cells/document/document-store';
import type { Kernel } from '@/cells/kernel/kernel';
import { createSymbolIndex } from '@/cells/writing';
import { IconButton } from '@/components/ui/button';
import { Toaster, toast } from '@/components/ui/toast';
import { createActions } from './actions';
import { answerInserts } from './answer-inserts';
import { ArrangeApp } from './app/arrange-app';
import { Presentation } from './app/presentation';
import { BesideOutput } from './beside-output';
import { CellView } from './cell-view';
import { createClipboard } from './clipboard';
import { cellDrag, dropPlaceAt, markDropPlace } from './dragging';
import { createEditors } from './editors';
import { EmptyNotebook } from './empty-notebook';
import { FindBar } from './find/find-bar';
import { createFindState } from './find/find-state';
import { InsertLine } from './insert-line';
import { nameOfKey } from './key-names';
import { withPrintedKey } from './keymap';
import { keys, pageKeys } from './keys';
import { MarginMap } from './margin-map';
import { createNearness } from './nearness';
import styles from './notebook.module.css';
import {
  NotebookContext,
  type NotebookParts,
  useIsReading,
  useKeyChanges,
  useNotebook,
} from './notebook-context';
import { addPictures, picturesIn, textCellUnder } from './pictures/add-pictures';
import { takesPictures } from './pictures/insert-picture';
import type { Presence } from './presence';
import { createKeyReader } from './read-keys';
import { RenameDialog } from './rename-dialog';
import type { NotebookServices } from './services';
import type { TextCommits } from './text-commits';
import type { ViewState } from './view-state';

export interface NotebookViewProps {
  readonly store: DocumentStore;
  readonly kernel: Kernel;
  /** Made before the view: the kernel knows a cell before it is drawn. */
  readonly commits: TextCommits;
  readonly services: NotebookServices;
  /** Where the person is; the frame goes to a cell with `view.go(id)`. */
  readonly view: ViewState;
  /** Who else is here. */
  readonly presence: Presence;
}

/** The notebook as a person reads and writes it: all its cells, and the keys. */
export function NotebookView({ store, kernel, commits, services, view, presence }: NotebookViewProps) {
  const nearness = useMemo(createNearness, []);
  const parts = useMemo<NotebookParts>(() => {
    const symbols = createSymbolIndex();
    const editors = createEditors();
    const find = createFindState(store);
    const actions = createActions({
      ...{ store, kernel, commits, view, symbols, editors, find },
      askComments: services.comments.ask,
      askKeys: () => services.pageKey('?'),
    });
    const pastePictures = (clipboard: DataTransfer | null, id: number | undefined) => {
      const pictures = picturesIn(clipboard);
      if (pictures.length === 0) return false;
      if (id !== undefined && takesPictures(store.cell(id)?.kind))
        void addPictures({ store, actions }, { id }, pictures);
      else toast.failed('Choose a text cell first: the picture goes into its text.');
      return true;
    };
    const clipboard = createClipboard({ actions, view, pastePictures });
    const parts = { store, kernel, commits, services, view, presence, nearness };
    return { ...parts, symbols, editors, find, actions, clipboard };
  }, [store, kernel, commits, services, view, presence, nearness]);
  useEffect(() => answerKeys(parts), [parts]);
  useEffect(() => parts.clipboard.listen(), [parts]);
  useEffect(() => answerPalette(parts), [parts]);
  useEffect(() => answerInserts(parts), [parts]);
  return (
    <NotebookContext value={parts}>
      <Stage />
      <RenameDialog />
      <FindBar />
      <Toaster above="40px" />
    </NotebookContext>
  );
}

/** The cells as they are written, as the app puts them, or as slides. What they show stands in one place at a time. */
function Stage() {
  const { view } = useNotebook();
  const isPresenting = useSyncExternalStore(view.subscribe, () => view.get().presenting);
  const isArranging = useSyncExternalStore(view.subscribe, () => view.get().arranging);
  if (isPresenting) return <Slides />;
  if (isArranging) return <ArrangeApp onDone={() => view.set({ arranging: false })} />;
  return (
    <>
      <Cells />
      <BesideOutput />
      <MarginMap />
    </>
  );
}

function Slides() {
  const { store, kernel, view } = useNotebook();
  const notebook = useSyncExternalStore(store.subscribe, store.get);
  const { active } = useSyncExternalStore(view.subscribe, view.get);
  const end = useCallback(() => view.set({ presenting: false }), [view]);
  return <Presentation notebook={notebook} kernel={kernel} startAt={active} onEnd={end} />;
}

function Cells() {
  const parts = useNotebook();
  const { store } = parts;
  const root = useRef<HTMLElement>(null);
  const order = useSyncExternalStore(store.subscribe, store.order);
  const isReading = useIsReading();

  useEffect(() => (root.current ? answerDrops(root.current, parts) : undefined), [parts]);

  return (
    <main ref={root} className={styles.notebook} data-reading={isReading || undefined}>
      <Bar />
      {order.length === 0 ? <EmptyNotebook /> : !isReading && <InsertLine />}
      {order.map((id) => (
        <CellView key={id} id={id} />
      ))}
    </main>
  );
}

/** Undo and redo for those without a keyboard, the reading view, and the list of keys. */
function Bar() {
  const { store, actions, view } = useNotebook();
  const canUndo = useSyncExternalStore(store.subscribe, store.canUndo);
  const canRedo = useSyncExternalStore(store.subscribe, store.canRedo);
  const isReading = useIsReading();
  const chosen = useKeyChanges();
  return (
    <div className={styles.bar} role="toolbar" aria-label="Notebook">
      <IconButton
        label={withPrintedKey('Undo', 'Undo', chosen)}
        icon={Undo2}
        disabled={!canUndo}
        onClick={actions.undo}
      />
      <IconButton
        label={withPrintedKey('Redo', 'Redo', chosen)}
        icon={Redo2}
        disabled={!canRedo}
        onClick={actions.redo}
      />
      <IconButton
        label={withPrintedKey(isReading ? 'Show the code' : 'Reading view', 'Reading view', chosen)}
        icon={isReading ? Code : BookOpen}
        aria-pressed={isReading}
        onClick={() => view.set({ reading: !isReading })}
      />
      <IconButton
        label={withPrintedKey('All keys', 'All keys', chosen)}
        icon={Keyboard}
        onClick={actions.showKeys}
      />
    </div>
  );
}

/** Keys anywhere in the frame but in editors, which answer their own, and in what floats. */
function answerKeys({ actions, view, services, clipboard }: NotebookParts): () => void {
  const readKey = createKeyReader(() => services.preferences.get().keys);
  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target instanceof Element ? event.target : document.body;
    if (
      event.defaultPrevented ||
      event.isComposing ||
      target.closest('[role=menu], [role=dialog], [data-editor]')
    )
      return;
    const pageKey = nameOfKey(event);
    if (pageKeys.has(pageKey)) {
      event.preventDefault();
      services.pageKey(pageKey);
      return;
    }
    const { active, arranging } = view.get();
    if (event.key === 'Escape' && arranging) return view.set({ arranging: false });
    const isWriting = target.closest('input, textarea, select, [contenteditable]') !== null;
    if (event.key === 'Escape' && active !== undefined) {
      if (target instanceof HTMLElement && isWriting) target.blur();
      view.go(active, 'command');
      return focusCell(active);
    }
    // Enter and space belong to the button that has the focus.
    if (
      /^(Enter| )$/.test(event.key) &&
      !event.shiftKey &&
      !event.ctrlKey &&
      !event.metaKey &&
      target.closest('button, a, summary')
    )
      return;
    const key = readKey(event, isWriting);
    // Where cells are put in their places only what is about the notebook holds.
    const isOfDocument = key?.group === 'Document';
    if (!key || (isWriting ? isOfDocument : arranging && !isOfDocument)) return;
    if (active === undefined && !key.alone) return;
    event.preventDefault();
    key.act({ actions, view, clipboard, id: active ?? -1 });
  };
  const onPointerDown = (event: PointerEvent) => {
    view.hold();
    const isOutside =
      event.target instanceof Element &&
      !event.target.closest('[data-cell-id], [role=menu], [role=dialog], [role=toolbar], search');
    if (isOutside && event.target.closest('main, html')) view.go(undefined);
  };
  // After the click that this pointer makes; a key that is pressed meanwhile is meant for where the pointer led.
  const onPointerUp = () => setTimeout(view.release);
  document.addEventListener('keydown', view.release, { capture: true });
  document.addEventListener('keydown', onKeyDown);
  document.addEventListener('pointerdown', onPointerDown, { capture: true });
  document.addEventListener('pointerup', onPointerUp);
  document.addEventListener('pointercancel', onPointerUp);
  return () => {
    document.removeEventListener('keydown', view.release, { capture: true });
    document.removeEventListener('keydown', onKeyDown);
    document.removeEventListener('pointerdown', onPointerDown, { capture: true });
    document.removeEventListener('pointerup', onPointerUp);
    document.removeEventListener('pointercancel', onPointerUp);
  };
}

/** The page's palette does what keys do. */
function answerPalette({ actions, view, services, clipboard }: NotebookParts): () => void {
  return services.onAct((name) => {
    const key = keys.find(({ says }) => says === name);
    if (!key) return;
    const { active } = view.get();
    if (active === undefined && !key.alone)
      toast.failed('Choose a cell first: press it, or go there with the arrow keys.');
    else key.act({ actions, view, clipboard, id: active ?? -1 });
  });
}

function focusCell(id: number): void {
  document.querySelector<HTMLElement>(`[data-cell-id="${id}"]`)?.focus({ preventScroll: true });
}

/** Cells are moved, and files become data, by dropping them between cells. */
function answerDrops(root: HTMLElement, parts: NotebookParts): () => void {
  const { actions, services, store } = parts;
  const onDragOver = (event: DragEvent) => {
    const types = event.dataTransfer?.types ?? [];
    if (!event.dataTransfer || !(types.includes(cellDrag) || types.includes('Files'))) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = types.includes(cellDrag) ? 'move' : 'copy';
    const text = textCellUnder(parts, event);
    markDropPlace(root, text ? { ...text, side: 'into' } : dropPlaceAt(root, event.clientY));
  };
  const onDrop = (event: DragEvent) => {
    markDropPlace(root, undefined);
    const text = textCellUnder(parts, event);
    if (text) {
      // Where it fell into an editor, that has taken it.
      if (!event.defaultPrevented) void addPictures(parts, text, picturesIn(event.dataTransfer));
      event.preventDefault();
      return;
    }
    const place = dropPlaceAt(root, event.clientY);
    const at = place
      ? store.order().indexOf(Number(place.shell.dataset.cellId)) + (place.side === 'after' ? 1 : 0)
      : 0;
    const moved = Number(event.dataTransfer?.getData(cellDrag));
    if (moved) {
      const from = store.order().indexOf(moved);
      actions.moveTo(moved, from < at ? at - 1 : at);
    }
    if (event.dataTransfer?.files.length)
      readDropped(event.dataTransfer).then(
        (files) => {
          for (const file of files) services.proposeFile(file, at);
        },
        (error) => toast.failed(error instanceof Error ? error.message : String(error)),
      );
    event.preventDefault();
  };
  const onDragEnd = () => markDropPlace(root, undefined);
  document.addEventListener('dragover', onDragOver);
  document.addEventListener('drop', onDrop);
  document.addEventListener('dragend', onDragEnd);
  document.addEventListener('dragleave', onDragEnd);
  return () => {
    document.removeEventListener('dragover', onDragOver);
    document.removeEventListener('drop', onDrop);
    document.removeEventListener('dragend', onDragEnd);
    document.removeEventListener('dragleave', onDragEnd);
  };
}
