import type { FoundSymbol } from '@/cells/writing';

/** A name that is about to become another one. */
export interface Renaming {
  readonly symbol: FoundSymbol;
  /** What it is to become, where that has been said. */
  readonly to?: string;
  /** Changes the one place at which it was said. */
  readonly onlyHere?: (to: string) => void;
}

/** A stretch of a cell's text. */
export interface Spot {
  readonly from: number;
  readonly to: number;
}

/** Where the person is in the notebook: neither written nor run, gone with the tab. */
export interface Whereabouts {
  /** The cell that keys act on. */
  readonly active?: number;
  /** Cells that keys act on together, where there are several: the active one is among them. */
  readonly selected: ReadonlySet<number>;
  /** Keys go into the cell (`edit`) or act on it (`command`). */
  readonly mode: 'command' | 'edit';
  /** Code is folded away everywhere: the notebook reads like an article. */
  readonly reading: boolean;
  /** Slide by slide, over the whole window. */
  readonly presenting: boolean;
  /** Cells are put where the app shows them. */
  readonly arranging: boolean;
  /** The cell whose output stays in sight beside the others. */
  readonly beside?: number;
  readonly renaming?: Renaming;
}

export type Place = 'elsewhere' | 'selected' | 'editing';

const none: ReadonlySet<number> = new Set();

export interface ViewState {
  get(): Whereabouts;
  placeOf(id: number): Place;
  /** Makes a cell the active one. `edit` puts the cursor into it; no id leaves all cells. */
  go(active: number | undefined, mode?: Whereabouts['mode']): void;
  /** Puts the cursor on a spot of a cell's text, as soon as its editor is there. */
  goTo(cellId: number, spot: Spot): void;
  /** The spot that waits for the editor of a cell; given once. */
  takeSpot(cellId: number): Spot | undefined;
  /** Makes a cell the active one, and selects all from where the selection began to it. `order`: the cells from top to bottom. */
  extend(active: number, order: readonly number[]): void;
  /**
   * While a pointer is held down nobody moves: what folds or unfolds would slip away under it. Where `go` led meanwhile, one
   * is on `release`.
   */
  hold(): void;
  release(): void;
  set(
    change: Partial<Pick<Whereabouts, 'reading' | 'beside' | 'renaming' | 'presenting' | 'arranging'>>,
  ): void;
  subscribe(listener: () => void): () => void;
}

export function createViewState(): ViewState {
  let state: Whereabouts = {
    ...{ mode: 'command', selected: none, reading: false },
    ...{ presenting: false, arranging: false },
  };
  /** Where the selection began. */
  let anchor: number | undefined;
  const listeners = new Set<() => void>();
  const become = (next: Whereabouts) => {
    state = next;
    for (const listener of [...listeners]) listener();
  };
  let isHeld = false;
  let waiting: (() => void) | undefined;
  let awaited: { cellId: number; spot: Spot } | undefined;

  return {
    get: () => state,
    placeOf: (id) => (state.active !== id ? 'elsewhere' : state.mode === 'edit' ? 'editing' : 'selected'),
    go(active, mode = 'command') {
      const arrive = () => {
        anchor = active;
        if (state.active !== active || state.mode !== mode || state.selected !== none)
          become({ ...state, active, mode, selected: none });
      };
      if (isHeld) waiting = arrive;
      else arrive();
    },
    goTo(cellId, spot) {
      awaited = { cellId, spot };
      anchor = cellId;
      become({ ...state, active: cellId, mode: 'edit', selected: none });
    },
    takeSpot(cellId) {
      if (awaited?.cellId !== cellId) return undefined;
      const { spot } = awaited;
      awaited = undefined;
      return spot;
    },
    extend(active, order) {
      const from = order.indexOf(anchor ?? active);
      const to = order.indexOf(active);
      if (from < 0 || to < 0) return;
      const selected = new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1));
      anchor ??= active;
      become({ ...state, active, mode: 'command', selected: selected.size > 1 ? selected : none });
    },
    hold() {
      isHeld = true;
    },
    release() {
      isHeld = false;
      waiting?.();
      waiting = undefined;
    },
    set: (change) => become({ ...state, ...change }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
