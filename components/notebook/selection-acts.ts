import type { DocumentStore } from '@/cells/document/document-store';
import type { Cell } from '@/cells/document/notebook';
import { parseNotebook } from '@/cells/document/parse';
import { foldedAttribute, foldedAway, headingAbove } from '@/cells/document/sections';
import { serializeNotebook } from '@/cells/document/serialize';
import { kindOf } from '@/cells/kinds';
import { toast } from '@/components/ui/toast';
import { freeName } from './new-cell';
import type { ViewState } from './view-state';

/** What is done to cells together: to all that are selected, where the cell that it is asked of is among them. */
export interface SelectionActs {
  /** The cells that an act on this one is about, in their order. */
  chosen(id: number): number[];
  duplicate(id: number): void;
  remove(id: number): void;
  /** One place up or down. */
  moveBy(id: number, steps: -1 | 1): void;
  /** Folds the code away, or keeps it in sight where it is folded. */
  foldCode(id: number): void;
  /** Hides what they show, or shows it again. */
  hideOutput(id: number): void;
  /** They do not run any more, or do again. */
  switchOff(id: number): void;
  /** Folds the section that begins here, or in which the cell stands; unfolds it. */
  foldSection(id: number, fold: boolean): void;
  /** As text: a notebook file of their own. */
  copy(id: number): string;
  /** Puts the cells of such a text below a cell (at the end without one); gives how many, none where it is no such text. */
  paste(text: string, below?: number): number;
  /** Selects the neighbour `steps` below (negative: above). */
  step(steps: number, mode?: 'command' | 'edit'): void;
  /** Extends the selection by a neighbour, or to a cell. */
  extendBy(steps: number): void;
  extendTo(id: number): void;
  selectAll(): void;
}

interface SelectionParts {
  readonly store: DocumentStore;
  readonly view: ViewState;
  /** Names that cells define or mean to: a set of the caller's own. */
  takenNames(): Set<string>;
  undo(): void;
}

export function createSelectionActs({ store, view, takenNames, undo }: SelectionParts): SelectionActs {
  const indexOf = (id: number) => store.order().indexOf(id);

  const chosen = (id: number): number[] => {
    const { selected } = view.get();
    return selected.has(id) ? store.order().filter((one) => selected.has(one)) : [id];
  };

  /** Cells that no folded section hides. */
  const inSight = () => {
    const away = foldedAway(store.get());
    return away.size === 0 ? store.order() : store.order().filter((id) => !away.has(id));
  };

  /** Copies have names of their own. */
  const insertCopies = (cells: readonly Cell[], at: number) => {
    const taken = takenNames();
    const added = store.applyAll(
      cells.map(({ id: _, ...copy }, i) => {
        const output = copy.output === undefined ? undefined : freeName(copy.output, taken);
        if (output !== undefined) taken.add(output);
        return { type: 'insert', at: at + i, cell: { ...copy, output } };
      }),
    );
    const [first, last] = [added[0], added.at(-1)];
    if (first === undefined || last === undefined) return;
    view.go(first);
    if (first !== last) view.extend(last, store.order());
  };

  return {
    chosen,
    duplicate(id) {
      const ids = chosen(id);
      const last = ids.at(-1);
      if (last !== undefined)
        insertCopies(
          ids.flatMap((one) => store.cell(one) ?? []),
          indexOf(last) + 1,
        );
    },
    remove(id) {
      const ids = chosen(id);
      const cells = ids.flatMap((one) => store.cell(one) ?? []);
      const [first] = cells;
      if (!first) return;
      const places = ids.map(indexOf);
      store.applyAll(ids.map((one) => ({ type: 'remove', id: one })));
      const order = store.order();
      view.go(order[Math.min(places[0] ?? 0, order.length - 1)]);
      const word = cells.length > 1 ? `${cells.length} cells` : `${kindOf(first)?.label ?? first.type} cell`;
      const after = store.get();
      toast.done(`${word} deleted`, () => {
        if (store.get() === after) return undo();
        const gone = cells.flatMap(({ id: one, ...cell }, i) =>
          store.cell(one) ? [] : [{ cell, at: places[i] ?? 0 }],
        );
        const added = store.applyAll(gone.map(({ cell, at }) => ({ type: 'insert', at, cell })));
        if (added.length > 0) view.go(added[0]);
      });
    },
    moveBy(id, steps) {
      const ids = chosen(id);
      const [first, last] = [indexOf(ids[0] ?? id), indexOf(ids.at(-1) ?? id)];
      // What stands in the way goes to the other side.
      const neighbour = store.order()[steps < 0 ? first - 1 : last + 1];
      if (neighbour === undefined) return;
      store.apply({ type: 'move', id: neighbour, to: steps < 0 ? last : first });
    },
    foldCode(id) {
      const pinned = !store.cell(id)?.pinned;
      store.applyAll(chosen(id).map((one) => ({ type: 'change', id: one, change: { pinned } })));
    },
    hideOutput(id) {
      const hidden = !store.cell(id)?.hidden;
      store.applyAll(chosen(id).map((one) => ({ type: 'change', id: one, change: { hidden } })));
    },
    switchOff(id) {
      const run = store.cell(id)?.run === 'off' ? undefined : 'off';
      store.applyAll(chosen(id).map((one) => ({ type: 'change', id: one, change: { run } })));
    },
    foldSection(id, fold) {
      const heading = headingAbove(store.get(), id);
      const cell = heading === undefined ? undefined : store.cell(heading);
      if (!cell || foldedAttribute in cell.attributes === fold) return;
      const { [foldedAttribute]: _, ...others } = cell.attributes;
      const attributes = fold ? { ...others, [foldedAttribute]: '' } : others;
      store.apply({ type: 'change', id: cell.id, change: { attributes } });
      if (fold) view.go(cell.id);
    },
    copy: (id) =>
      serializeNotebook({
        title: '',
        attributes: {},
        cells: chosen(id).flatMap((one) => store.cell(one) ?? []),
      }),
    paste(text, below) {
      const cells = readCells(text);
      const at = below === undefined ? store.order().length : indexOf(below) + 1;
      insertCopies(cells, at);
      return cells.length;
    },
    extendBy(steps) {
      const order = inSight();
      const { active } = view.get();
      if (active === undefined) return;
      const to = order[Math.max(0, Math.min(order.length - 1, order.indexOf(active) + steps))];
      if (to !== undefined) view.extend(to, store.order());
    },
    extendTo: (id) => view.extend(id, store.order()),
    selectAll() {
      const order = store.order();
      const [first, last] = [order[0], order.at(-1)];
      if (first === undefined || last === undefined) return;
      view.go(first);
      view.extend(last, order);
    },
    step(steps, mode = 'command') {
      const order = inSight();
      const { active } = view.get();
      const from = active === undefined ? (steps > 0 ? -1 : order.length) : order.indexOf(active);
      const to = order[Math.max(0, Math.min(order.length - 1, from + steps))];
      if (to !== undefined) view.go(to, mode);
    },
  };
}

/** The cells of a text that was copied here or in another notebook; none where it is something else. */
function readCells(text: string): readonly Cell[] {
  if (!text.includes('<notebook')) return [];
  try {
    return parseNotebook(text).cells;
  } catch {
    return [];
  }
}
