import type { DocumentStore } from '@/cells/document/document-store';
import { findText, type Match, planReplace, type Search } from '@/cells/writing';

/** What is looked for, and where one is in what was found. */
export interface Finding {
  readonly isOpen: boolean;
  readonly search: Search;
  /** What stands in the field for the replacement; undefined while that field is folded away. */
  readonly by: string | undefined;
  readonly matches: readonly Match[];
  /** The place in `matches` that one is at; -1 before the first. */
  readonly at: number;
  /** Why nothing can be looked for. */
  readonly problem?: string;
}

/** Looking for text in all cells, and replacing it. */
export interface FindState {
  get(): Finding;
  open(options?: { text?: string; replaces?: boolean }): void;
  close(): void;
  set(search: Partial<Search>): void;
  setBy(by: string | undefined): void;
  /** To the next match, or with -1 the one before; around the ends. */
  step(by: 1 | -1): void;
  /** Replaces the match that one is at, and goes on. */
  replaceOne(): void;
  /** Gives how many places were replaced, in how many cells, and which forms could not be. */
  replaceAll(): { places: number; cells: number; spoilt: readonly number[] };
  subscribe(listener: () => void): () => void;
}

/** Milliseconds of rest after which a changed notebook is looked through again. */
const restMs = 150;

const nothing: Search = { text: '', matchCase: false, wholeWord: false, isPattern: false };

export function createFindState(store: DocumentStore): FindState {
  let state: Finding = { isOpen: false, search: nothing, by: undefined, matches: [], at: -1 };
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const become = (next: Partial<Finding>) => {
    state = { ...state, ...next };
    for (const listener of [...listeners]) listener();
  };

  /** Looks again; `from` is where one then is: at the first match that does not stand before it. */
  const look = (from?: Pick<Match, 'cellId' | 'start'>) => {
    clearTimeout(timer);
    const { cells } = store.get();
    try {
      const matches = state.isOpen ? findText(cells, state.search) : [];
      const places = new Map(cells.map(({ id }, place) => [id, place]));
      const placeOf = (id: number) => places.get(id) ?? cells.length;
      const found = from
        ? matches.findIndex(
            ({ cellId, start }) =>
              placeOf(cellId) > placeOf(from.cellId) || (cellId === from.cellId && start >= from.start),
          )
        : -1;
      become({ matches, at: found === -1 && from && matches.length > 0 ? 0 : found, problem: undefined });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      become({ matches: [], at: -1, problem: error.message });
    }
  };
  const current = () => state.matches[state.at];

  store.subscribe(() => {
    if (!state.isOpen) return;
    clearTimeout(timer);
    timer = setTimeout(() => look(current()), restMs);
  });

  return {
    get: () => state,
    open({ text, replaces } = {}) {
      const search = text ? { ...state.search, text, isPattern: false } : state.search;
      state = { ...state, isOpen: true, search, by: replaces ? (state.by ?? '') : state.by };
      look(current());
    },
    close() {
      clearTimeout(timer);
      become({ isOpen: false, matches: [], at: -1 });
    },
    set(change) {
      const from = current() ?? { cellId: store.order()[0] ?? -1, start: 0 };
      state = { ...state, search: { ...state.search, ...change } };
      look(from);
    },
    setBy: (by) => become({ by }),
    step(by) {
      const { length } = state.matches;
      if (length > 0)
        become({ at: state.at === -1 ? (by > 0 ? 0 : length - 1) : (state.at + by + length) % length });
    },
    replaceOne() {
      const match = current();
      const { search, by = '' } = state;
      if (!match) return;
      const before = store.cell(match.cellId)?.source ?? '';
      const { edits } = planReplace(store.get().cells, [match], { search, by });
      store.applyAll(edits);
      const longer = (store.cell(match.cellId)?.source ?? '').length - before.length;
      look({ cellId: match.cellId, start: match.end + longer });
    },
    replaceAll() {
      const { search, by = '' } = state;
      const { cells } = store.get();
      // What changed a moment ago is looked through now.
      const { edits, places, spoilt } = planReplace(cells, findText(cells, search), { search, by });
      store.applyAll(edits);
      look();
      return { places, cells: edits.length, spoilt };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
