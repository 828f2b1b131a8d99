import type { DocumentStore } from '@/cells/document/document-store';
import type { CellChange } from '@/cells/document/edits';
import type { Cell, Notebook } from '@/cells/document/notebook';
import { parseNotebook } from '@/cells/document/parse';
import { foldedAttribute, foldedAway, headingLevel } from '@/cells/document/sections';
import { serializeNotebook } from '@/cells/document/serialize';
import type { Kernel } from '@/cells/kernel/kernel';
import { kindOf } from '@/cells/kinds';
import { type SymbolIndex, symbolOf } from '@/cells/writing';
import { toast } from '@/components/ui/toast';
import type { Editors } from './editors';
import type { FindState } from './find/find-state';
import { goToDefinition } from './go-to-definition';
import type { WritableKind } from './kinds-in-view';
import { freeName, namesIn, newCell } from './new-cell';
import type { TextCommits } from './text-commits';
import type { ViewState } from './view-state';

/** Everything that keys, menus and buttons do. All of what changes the document can be undone. */
export interface Actions {
  run(id: number): void;
  runAndGoOn(id: number): void;
  runAndInsert(id: number): void;
  /** All cells from this one to the end, or all before it. */
  runFrom(id: number): void;
  runAbove(id: number): void;
  runAll(): void;
  runStale(): void;
  stop(id: number): void;
  /** Puts a fresh cell at an index and the cursor into it. */
  insert(kind: WritableKind, at: number, source?: string): number | undefined;
  insertBeside(id: number, side: 'above' | 'below', kind?: WritableKind): void;
  /** Of the selected cells together, where `id` is among them; so are removing, moving and folding. */
  duplicate(id: number): void;
  remove(id: number): void;
  /** One place up or down. */
  moveBy(id: number, steps: -1 | 1): void;
  moveTo(id: number, index: number): void;
  change(id: number, change: CellChange): void;
  changeKind(id: number, kind: WritableKind): void;
  convertToCode(id: number): void;
  undo(): void;
  redo(): void;
  /** Folds the code of these cells away, or keeps it in sight where it is folded. */
  foldCode(id: number): void;
  /** Folds the section that begins here, or in which the cell stands; unfolds it. */
  foldSection(id: number, fold: boolean): void;
  /** The selected cells as text: a notebook file of their own. */
  copy(id: number): string;
  /** Puts the cells of such a text below a cell (at the end without one); gives how many, none where it is no such text. */
  paste(text: string, below?: number): number;
  /** Extends the selection by a neighbour, or to a cell. */
  extendBy(steps: number): void;
  extendTo(id: number): void;
  selectAll(): void;
  /** Selects the neighbour `steps` below (negative: above). */
  step(steps: number, mode?: 'command' | 'edit'): void;
  /** Goes where the name at the cursor is defined. */
  goToDefinition(id: number): void;
  /** Asks for another name for what is at the cursor; without a cursor, for what the cell defines. */
  rename(id: number): void;
  /** Says what the word at the cursor is. */
  explain(id: number): void;
  nextMistake(id: number): void;
  /** Looks for text in all cells, that which is selected to begin with. */
  find(replaces?: boolean): void;
  select(id: number): void;
  edit(id: number): void;
}

export interface ActionParts {
  readonly store: DocumentStore;
  readonly kernel: Kernel;
  readonly commits: TextCommits;
  readonly view: ViewState;
  readonly symbols: SymbolIndex;
  readonly editors: Editors;
  readonly find: FindState;
}

export function createActions({
  store,
  kernel,
  commits,
  view,
  symbols,
  editors,
  find,
}: ActionParts): Actions {
  const indexOf = (id: number) => store.order().indexOf(id);

  const takenNames = () => namesIn(store, kernel);

  /** The cells that an act on this one is about, in their order: all that are selected, where it is among them. */
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

  const runSome = (ids: readonly number[]) => {
    commits.commit(ids);
    kernel.run(ids);
  };

  const actions: Actions = {
    run: (id) => runSome(chosen(id)),
    runAndGoOn(id) {
      actions.run(id);
      if (store.order().at(-1) === id) actions.insert(following(store.cell(id)?.kind), indexOf(id) + 1);
      else actions.step(1);
    },
    runAndInsert(id) {
      actions.run(id);
      actions.insertBeside(id, 'below', following(store.cell(id)?.kind));
    },
    runFrom: (id) => runSome(store.order().slice(indexOf(id))),
    runAbove: (id) => runSome(store.order().slice(0, indexOf(id))),
    runAll() {
      commits.commit();
      kernel.run('all');
    },
    runStale() {
      commits.commit();
      kernel.run('stale');
    },
    stop: (id) => void kernel.stop([id]),
    insert(kind, at, source) {
      const id = store.apply({ type: 'insert', at, cell: newCell(kind, takenNames(), source) });
      view.go(id, 'edit');
      return id;
    },
    insertBeside(id, side, kind = 'javascript') {
      actions.insert(kind, indexOf(id) + (side === 'below' ? 1 : 0));
    },
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
        if (store.get() === after) return actions.undo();
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
    moveTo(id, index) {
      store.apply({ type: 'move', id, to: index });
      view.go(id);
    },
    change: (id, change) => void store.apply({ type: 'change', id, change }),
    changeKind(id, kind) {
      const cell = store.cell(id);
      if (!cell || cell.kind === kind) return;
      const fresh = newCell(kind, takenNames());
      // Text goes over to any kind that is written as text; a form begins empty.
      const keepsText = !isForm(cell) && !isForm({ kind });
      store.apply({
        type: 'change',
        id,
        change: {
          kind,
          type: fresh.type,
          pinned: fresh.pinned,
          output: fresh.output && (cell.output ?? fresh.output),
          source: keepsText ? cell.source : fresh.source,
        },
      });
    },
    convertToCode(id) {
      const cell = store.cell(id);
      const kind = cell && kindOf(cell);
      if (!cell || !kind?.toCode) return;
      try {
        const source = kind.toCode(cell, { names: takenNames() });
        const { type } = newCell('javascript', new Set());
        store.apply({
          type: 'change',
          id,
          change: { kind: 'javascript', type, source, output: undefined, pinned: true },
        });
        view.go(id);
      } catch (error) {
        toast.failed(`Not converted: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    foldCode(id) {
      const pinned = !store.cell(id)?.pinned;
      store.applyAll(chosen(id).map((one) => ({ type: 'change', id: one, change: { pinned } })));
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
    undo: () => look(store.undo()),
    redo: () => look(store.redo()),
    step(steps, mode = 'command') {
      const order = inSight();
      const { active } = view.get();
      const from = active === undefined ? (steps > 0 ? -1 : order.length) : order.indexOf(active);
      const to = order[Math.max(0, Math.min(order.length - 1, from + steps))];
      if (to !== undefined) view.go(to, mode);
    },
    goToDefinition(id) {
      goToDefinition(view, editors.get(id)?.symbol());
    },
    rename(id) {
      const cell = store.cell(id);
      if (!cell) return;
      const atCursor = view.get().mode === 'edit' ? editors.get(id)?.symbol() : undefined;
      const symbol = atCursor ?? symbolOf(store.get().cells, symbols, cell);
      if (!symbol) toast.failed('There is no name here that could be renamed.');
      else if (symbol.scope === 'elsewhere')
        toast.failed(`${symbol.name} is no name of this notebook: it cannot be renamed here.`);
      else view.set({ renaming: { symbol } });
    },
    explain: (id) => editors.get(id)?.explain(),
    nextMistake: (id) => editors.get(id)?.nextMistake(),
    find(replaces) {
      const selected = String(getSelection() ?? '');
      find.open({ text: /^[^\n]{1,200}$/.test(selected) ? selected : undefined, replaces });
    },
    select: (id) => view.go(id),
    edit: (id) => view.go(id, 'edit'),
  };

  /** Goes where something was undone or redone, and stays in the text when it is there already. */
  function look(id: number | undefined): void {
    const { active, mode } = view.get();
    if (id !== undefined) view.go(id, active === id ? mode : 'command');
    else if (active !== undefined && !store.cell(active)) view.go(store.order()[0]);
  }

  return actions;
}

/** The heading that a cell is, or under which it stands. */
function headingAbove({ cells }: Notebook, id: number): number | undefined {
  const at = cells.findIndex((cell) => cell.id === id);
  return cells.slice(0, at + 1).findLast((cell) => headingLevel(cell) !== undefined)?.id;
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

const isForm = (cell: Pick<Cell, 'kind'>) => kindOf(cell)?.options !== undefined;

/** What one most likely writes after a cell of this kind. */
const following = (kind: string | undefined): WritableKind =>
  kind === 'markdown' || kind === 'sql' ? kind : 'javascript';
