import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { DocumentStore } from '@/cells/document/document-store';
import type { Cell } from '@/cells/document/notebook';
import type { CellRun } from '@/cells/kernel/cell-run';
import type { Kernel } from '@/cells/kernel/kernel';
import type { Actions } from './actions';
import type { Nearness } from './nearness';
import type { NotebookServices } from './services';
import type { TextCommits } from './text-commits';
import type { Place, ViewState } from './view-state';

export interface NotebookParts {
  readonly store: DocumentStore;
  readonly kernel: Kernel;
  readonly commits: TextCommits;
  readonly services: NotebookServices;
  readonly view: ViewState;
  readonly actions: Actions;
  readonly nearness: Nearness;
}

export const NotebookContext = createContext<NotebookParts | null>(null);

export function useNotebook(): NotebookParts {
  const parts = useContext(NotebookContext);
  if (!parts) throw new Error('Cells are drawn inside a NotebookView');
  return parts;
}

// Each hook follows one fact about one cell, so that a change draws that cell only.

export function useCell(id: number): Cell | undefined {
  const { store } = useNotebook();
  return useSyncExternalStore(store.subscribe, () => store.cell(id));
}

export function useRun(id: number): CellRun {
  const { kernel } = useNotebook();
  const subscribe = useCallback(
    (listener: () => void) => kernel.subscribe((changed) => changed.has(id) && listener()),
    [kernel, id],
  );
  return useSyncExternalStore(subscribe, () => kernel.get(id));
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

/** Whether Tab leads to this cell: the active one, else the first. */
export function useTakesFocus(id: number): boolean {
  const { view, store } = useNotebook();
  return useSyncExternalStore(view.subscribe, () => (view.get().active ?? store.order()[0]) === id);
}

export function useIsReading(): boolean {
  const { view } = useNotebook();
  return useSyncExternalStore(view.subscribe, () => view.get().reading);
}
