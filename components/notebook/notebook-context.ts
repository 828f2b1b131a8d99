import { createContext, useCallback, useContext, useRef, useSyncExternalStore } from 'react';
import type { DocumentStore } from '@/cells/document/document-store';
import type { Cell, Notebook, RunMode } from '@/cells/document/notebook';
import { foldedAway } from '@/cells/document/sections';
import type { CellRun } from '@/cells/kernel/cell-run';
import type { Kernel } from '@/cells/kernel/kernel';
import { runModeOf } from '@/cells/kinds';
import type { SymbolIndex } from '@/cells/writing';
import type { Actions } from './actions';
import type { Clipboard } from './clipboard';
import type { Editors } from './editors';
import type { FindState } from './find/find-state';
import type { KeyChanges } from './keymap';
import type { Nearness } from './nearness';
import type { Presence } from './presence';
import type { NotebookServices } from './services';
import type { TextCommits } from './text-commits';
import type { Place, ViewState } from './view-state';
import { type Waiting, waitsFor } from './waits-for';

export interface NotebookParts {
  readonly store: DocumentStore;
  readonly kernel: Kernel;
  readonly commits: TextCommits;
  readonly services: NotebookServices;
  readonly view: ViewState;
  readonly presence: Presence;
  readonly actions: Actions;
  readonly clipboard: Clipboard;
  readonly nearness: Nearness;
  /** What the names of the notebook mean. */
  readonly symbols: SymbolIndex;
  readonly editors: Editors;
  readonly find: FindState;
}

export const NotebookContext = createContext<NotebookParts | null>(null);

export function useNotebook(): NotebookParts {
  const parts = useContext(NotebookContext);
  if (!parts) throw new Error('Cells are drawn inside a NotebookView');
  return parts;
}

/** The keys that the person chose in place of the usual ones. */
export function useKeyChanges(): KeyChanges {
  const { preferences } = useNotebook().services;
  return useSyncExternalStore(preferences.subscribe, () => preferences.get().keys);
}

// Each hook follows one fact about one cell, so that a change draws that cell only.

/** The cell as it is drawn. What is typed only its editor shows: drawing what stands around it costs a part of each key press. */
export function useCell(id: number): Cell | undefined {
  const { store, view, editors } = useNotebook();
  const drawn = useRef<Cell>(undefined);
  return useSyncExternalStore(store.subscribe, () => {
    const cell = store.cell(id);
    const isTyping = view.placeOf(id) === 'editing' && editors.get(id) !== undefined;
    if (!isTyping || !cell || !drawn.current || !isSameButText(cell, drawn.current)) drawn.current = cell;
    return drawn.current;
  });
}

const isSameButText = (one: Cell, other: Cell): boolean => {
  const names = new Set([...Object.keys(one), ...Object.keys(other)] as (keyof Cell)[]); // it has no others
  return [...names].every((name) => name === 'source' || one[name] === other[name]);
};

export function useRun(id: number): CellRun {
  const { kernel } = useNotebook();
  const subscribe = useCallback(
    (listener: () => void) => kernel.subscribe((changed) => changed.has(id) && listener()),
    [kernel, id],
  );
  return useSyncExternalStore(subscribe, () => kernel.get(id));
}

export function useRunMode(id: number): RunMode {
  const { store } = useNotebook();
  const subscribe = useCallback(
    (listener: () => void) => store.subscribe((cause) => cause !== 'source' && listener()),
    [store],
  );
  return useSyncExternalStore(subscribe, () => readRunMode(store, id));
}

function readRunMode(store: DocumentStore, id: number): RunMode {
  const cell = store.cell(id);
  return cell ? runModeOf(cell, store.get()) : 'auto';
}

/** For whom a cell waits that could run otherwise. */
export function useWaiting(id: number): Waiting | undefined {
  const { kernel, store } = useNotebook();
  const found = useRef<Waiting>(undefined);
  return useSyncExternalStore(kernel.subscribe, () => {
    const next = waitsFor(kernel, (above) => readRunMode(store, above), id);
    if (next?.cellId !== found.current?.cellId || next?.why !== found.current?.why) found.current = next;
    return found.current;
  });
}

/** The text was changed since it last ran. */
export function useIsPending(id: number): boolean {
  const { commits } = useNotebook();
  return useSyncExternalStore(commits.subscribe, () => commits.pending().has(id));
}

export function usePlace(id: number): Place {
  const { view } = useNotebook();
  return useSyncExternalStore(view.subscribe, () => view.placeOf(id));
}

/** It is one of several that keys act on together. */
export function useIsAmongSelected(id: number): boolean {
  const { view } = useNotebook();
  return useSyncExternalStore(view.subscribe, () => view.get().selected.has(id));
}

/** The heading of the folded section in which the cell stands, out of sight. */
export function useFoldedUnder(id: number): number | undefined {
  const { store } = useNotebook();
  return useSyncExternalStore(store.subscribe, () => readFolds(store.get()).get(id));
}

/** Every cell asks this of the same notebook. */
let folds: { readonly notebook: Notebook; readonly away: ReadonlyMap<number, number> } | undefined;
function readFolds(notebook: Notebook): ReadonlyMap<number, number> {
  if (folds?.notebook !== notebook) folds = { notebook, away: foldedAway(notebook) };
  return folds.away;
}

/** Whether Tab leads to this cell: the active one, else the first. */
export function useTakesFocus(id: number): boolean {
  const { view, store } = useNotebook();
  return useSyncExternalStore(view.subscribe, () => (view.get().active ?? store.order()[0]) === id);
}

/** Its output is shown beside the notebook. */
export function useIsBeside(id: number): boolean {
  const { view } = useNotebook();
  return useSyncExternalStore(view.subscribe, () => view.get().beside === id);
}

/** The match that one is at stands in this cell. */
export function useIsFound(id: number): boolean {
  const { find } = useNotebook();
  return useSyncExternalStore(find.subscribe, () => {
    const { matches, at } = find.get();
    return matches[at]?.cellId === id;
  });
}

export function useIsReading(): boolean {
  const { view } = useNotebook();
  return useSyncExternalStore(view.subscribe, () => view.get().reading);
}
