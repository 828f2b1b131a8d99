import { useCallback, useState } from 'react';
import { type Arrangement, unarranged } from '@/cells/data/arrangement';
import { type Layout, layoutOf } from './layout';

/** What a person made of a table's view. */
export interface TableViewState {
  readonly arrangement: Arrangement;
  readonly layout: Layout;
  /** An array of objects is looked at as a tree. */
  readonly isTree: boolean;
  /** It filters, and is filtered by, the charts over the same data. */
  readonly isLinked?: boolean;
}

/** Where the state of a view outlives the view: the cell runs again, and the same columns stand as they stood. */
export interface KeptState {
  get(): TableViewState | undefined;
  set(state: TableViewState): void;
}

export function useTableViewState(columns: number, kept: KeptState | undefined) {
  const [state, setState] = useState<TableViewState>(
    () => kept?.get() ?? { arrangement: unarranged, layout: layoutOf(columns), isTree: false },
  );
  const change = useCallback(
    (make: (now: TableViewState) => Partial<TableViewState>) =>
      setState((now) => {
        const next = { ...now, ...make(now) };
        kept?.set(next);
        return next;
      }),
    [kept],
  );
  return [state, change] as const;
}

interface NumberedView {
  readonly number: number;
  readonly element: WeakRef<{ readonly isConnected: boolean }>;
}

/** Keeps the states of all views of a notebook, by cell and columns; two views of one cell with the same columns are told apart. */
export function createStateKeeper() {
  const states = new Map<string, TableViewState>();
  const views = new Map<string, readonly NumberedView[]>();

  return {
    /** The place of a new view's state. `isConnected` tells whether the view is in the document, now and later. */
    keep(about: { cellId: number; columns: string }, view: { readonly isConnected: boolean }): KeptState {
      const key = `${about.cellId} ${about.columns}`;
      const others = (views.get(key) ?? []).filter(({ element }) => element.deref()?.isConnected);
      let number = 0;
      while (others.some((other) => other.number === number)) number += 1;
      // Views that are gone must not keep their tables.
      views.set(key, [...others, { number, element: new WeakRef(view) }]);
      const place = `${key} ${number}`;
      return { get: () => states.get(place), set: (state) => void states.set(place, state) };
    },
  };
}
