import type { DocumentStore } from '@/cells/document/document-store';
import type { CellChange } from '@/cells/document/edits';
import type { Cell } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';
import { kindOf } from '@/cells/kinds';
import { convertText } from '@/cells/kinds/convert-text';
import { type SymbolIndex, symbolOf } from '@/cells/writing';
import { toast } from '@/components/ui/toast';
import type { Editors } from './editors';
import type { FindState } from './find/find-state';
import { goToDefinition } from './go-to-definition';
import type { WritableKind } from './kinds-in-view';
import { canHaveOutput, namesIn, newCell } from './new-cell';
import { createSelectionActs, type SelectionActs } from './selection-acts';
import type { TextCommits } from './text-commits';
import type { ViewState } from './view-state';

/** Everything that keys, menus and buttons do. All of what changes the document can be undone. */
export interface Actions extends SelectionActs {
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
  moveTo(id: number, index: number): void;
  change(id: number, change: CellChange): void;
  changeKind(id: number, kind: WritableKind): void;
  convertToCode(id: number): void;
  undo(): void;
  redo(): void;
  /** Goes where the name at the cursor is defined. */
  goToDefinition(id: number): void;
  /** Asks for another name for what is at the cursor; without a cursor, for what the cell defines. */
  rename(id: number): void;
  /** Says what the word at the cursor is. */
  explain(id: number): void;
  nextMistake(id: number): void;
  /** Looks for text in all cells, that which is selected to begin with. */
  find(replaces?: boolean): void;
  /** Has the page show all keys. */
  showKeys(): void;
  /** Has the page show what is said of a cell, and a place to write. */
  comment(id: number): void;
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
  readonly askComments?: (id: number) => void;
  readonly askKeys?: () => void;
}

export function createActions({
  store,
  kernel,
  commits,
  view,
  symbols,
  editors,
  find,
  askComments,
  askKeys,
}: ActionParts): Actions {
  const indexOf = (id: number) => store.order().indexOf(id);

  const takenNames = () => namesIn(store, kernel);

  const runSome = (ids: readonly number[]) => {
    commits.commit(ids);
    kernel.run(ids);
  };

  const together = createSelectionActs({ store, view, takenNames, undo: () => actions.undo() });

  const actions: Actions = {
    ...together,
    run: (id) => runSome(together.chosen(id)),
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
    moveTo(id, index) {
      store.apply({ type: 'move', id, to: index });
      view.go(id);
    },
    change: (id, change) => void store.apply({ type: 'change', id, change }),
    changeKind(id, kind) {
      const cell = store.cell(id);
      if (!cell || cell.kind === kind) return;
      // A form is the code that it stands for.
      if (kind === 'javascript' && kindOf(cell)?.toCode) return actions.convertToCode(id);
      const names = takenNames();
      const fresh = newCell(kind, names);
      // Text goes over to any kind that is written as text; a form begins empty.
      const keepsText = !isForm(cell) && !isForm({ kind });
      const text = keepsText ? convertText({ from: cell, to: kind, names }) : fresh;
      const output = canHaveOutput(kind) ? (text.output ?? cell.output ?? fresh.output) : undefined;
      store.apply({
        type: 'change',
        id,
        change: { kind, type: fresh.type, pinned: fresh.pinned, output, source: text.source },
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
    undo: () => look(store.undo()),
    redo: () => look(store.redo()),
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
    showKeys: () => askKeys?.(),
    comment: (id) => askComments?.(id),
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

const isForm = (cell: Pick<Cell, 'kind'>) => kindOf(cell)?.options !== undefined;

/** What one most likely writes after a cell of this kind. */
const following = (kind: string | undefined): WritableKind =>
  kind === 'markdown' || kind === 'sql' || kind === 'typescript' || kind === 'observable'
    ? kind
    : 'javascript';
