import { applyEdit, type Edit, type Edited } from './edits';
import { type History, record, redo, seal, startHistory, undo } from './history';
import type { Cell, Notebook } from './notebook';

/** Typing pauses longer than this (milliseconds) begin a new step of undo. */
export const typingPauseMs = 700;

/** What made the notebook another one. */
export type ChangeCause = Edit['type'] | 'several' | 'replace' | 'undo' | 'redo';

/**
 * The author's state of one open notebook, with undo and redo of everything. Knows nothing of runs.
 * `get`, `cell` and `order` give the same object as long as what they describe is unchanged.
 */
export interface DocumentStore {
  get(): Notebook;
  cell(id: number): Cell | undefined;
  /** Ids of the cells from top to bottom. */
  order(): readonly number[];
  /** Applies an edit and gives the id of the cell it touched (the new one's for `insert`). */
  apply(edit: Edit): number | undefined;
  /** Applies edits one after the other as one step of undo, and gives what each touched. */
  applyAll(edits: readonly Edit[]): (number | undefined)[];
  /** The whole notebook becomes another one (a restored revision or journal), undoably. */
  replace(notebook: Notebook): void;
  /** Undoes the last step and gives the cell to look at, if it was about one and the cell is there. */
  undo(): number | undefined;
  redo(): number | undefined;
  canUndo(): boolean;
  canRedo(): boolean;
  /** What is typed next is a step of undo of its own. */
  endTyping(): void;
  subscribe(listener: (cause: ChangeCause) => void): () => void;
}

/** `now` is the clock by which typing pauses are told, in milliseconds. */
export function createDocumentStore(initial: Notebook, { now = Date.now } = {}): DocumentStore {
  let history: History<Notebook, number | undefined> = startHistory(initial);
  let index = indexCells(initial, []);
  // Ids are never given twice in a session, not even those of deleted cells: undo may bring them back.
  let lastId = highestId(initial);
  let lastTypedAt = Number.NEGATIVE_INFINITY;
  const listeners = new Set<(cause: ChangeCause) => void>();

  function move(next: History<Notebook, number | undefined>, cause: ChangeCause): void {
    if (next === history) return;
    const changed = next.present !== history.present;
    history = next;
    if (!changed) return;
    index = indexCells(next.present, index.order);
    for (const listener of [...listeners]) listener(cause);
  }

  function next(notebook: Notebook, edit: Edit): Edited {
    const newId = lastId + 1;
    if (edit.type === 'insert') lastId = newId;
    return applyEdit(notebook, edit, newId);
  }

  return {
    get: () => history.present,
    cell: (id) => index.cells.get(id),
    order: () => index.order,
    apply(edit) {
      const { notebook, touched } = next(history.present, edit);
      let joinKey: string | undefined;
      if (edit.type === 'source') {
        if (now() - lastTypedAt > typingPauseMs) history = seal(history);
        lastTypedAt = now();
        joinKey = `source ${edit.id}`;
      }
      move(record(history, notebook, { place: touched, joinKey }), edit.type);
      return touched;
    },
    applyAll(edits) {
      let notebook = history.present;
      const touched = edits.map((edit) => {
        const edited = next(notebook, edit);
        notebook = edited.notebook;
        return edited.touched;
      });
      move(record(history, notebook, { place: touched.findLast((id) => id !== undefined) }), 'several');
      return touched;
    },
    replace(notebook) {
      lastId = Math.max(lastId, highestId(notebook));
      move(record(history, notebook, { place: undefined }), 'replace');
    },
    undo() {
      const place = history.past.at(-1)?.place;
      move(undo(history), 'undo');
      return place !== undefined && index.cells.has(place) ? place : undefined;
    },
    redo() {
      const place = history.future.at(-1)?.place;
      move(redo(history), 'redo');
      return place !== undefined && index.cells.has(place) ? place : undefined;
    },
    canUndo: () => history.past.length > 0,
    canRedo: () => history.future.length > 0,
    endTyping() {
      history = seal(history);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Cells by id, and their order; the order stays the same array while the ids do. */
function indexCells(notebook: Notebook, before: readonly number[]) {
  const cells = new Map(notebook.cells.map((cell) => [cell.id, cell]));
  const order = notebook.cells.map((cell) => cell.id);
  const same = order.length === before.length && order.every((id, place) => id === before[place]);
  return { cells, order: same ? before : order };
}

const highestId = (notebook: Notebook) =>
  notebook.cells.reduce((highest, { id }) => Math.max(highest, id), 0);
