import * as Y from 'yjs';
import { applyEdit, type Edit, type Edited } from './edits';
import { type History, mapHistory, receive, record, redo, seal, startHistory, undo } from './history';
import { mergeNotebooks } from './merge-notebooks';
import type { Cell, Notebook } from './notebook';
import { followChanges } from './shared-changes';
import { cellsOf, readShared, shareNotebook, textOf, writeDifference } from './shared-notebook';

/** Typing pauses longer than this (milliseconds) begin a new step of undo. */
export const typingPauseMs = 700;

/** What made the notebook another one. `others`: what somebody else wrote came in. */
export type ChangeCause = Edit['type'] | 'several' | 'replace' | 'undo' | 'redo' | 'others';

/**
 * The author's state of one open notebook, with undo and redo of everything that was done here. Knows nothing of runs.
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
  /**
   * Changes attributes of the notebook in every step of the history, present, past and future: what a run found out is no step of its own,
   * and no undo takes it away. `change` is given the attributes of each.
   */
  amend(change: (attributes: Notebook['attributes']) => Readonly<Record<string, string | undefined>>): void;
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

/** What came in from others, besides the new notebook. */
export interface Received {
  /** Cells whose number another one has too, and what theirs is now. */
  readonly renumbered: ReadonlyMap<number, number>;
  /** Cells that were deleted here while somebody changed them: they are there again. */
  readonly returned: readonly number[];
  /** Cells that something happened to. */
  readonly touched: readonly number[];
}

/** A document store whose document others write too. */
export interface SharedStore extends DocumentStore {
  /** Calls with what was done here, to be given to the others. */
  onUpdate(listener: (update: Uint8Array) => void): () => void;
  /** Takes what others did. @throws where that is no update of such a document */
  receive(update: Uint8Array): Received;
  keyOf(id: number): string | undefined;
  idOf(key: string): number | undefined;
  /** The text of a cell as it is shared, for places in it that move with it. */
  text(id: number): Y.Text | undefined;
}

type NotebookHistory = History<Notebook, number | undefined>;

/** Origin of what others did. */
const others = Symbol('others');

/** `now` is the clock by which typing pauses are told, in milliseconds. */
export function createDocumentStore(initial: Notebook | Y.Doc, { now = Date.now } = {}): SharedStore {
  const doc = initial instanceof Y.Doc ? initial : shareNotebook(initial);
  const { notebook, keys, renumbered } = readShared(doc);
  let history: NotebookHistory = startHistory(initial instanceof Y.Doc ? notebook : initial);
  let index = indexCells(history.present, []);
  // Ids are never given twice in a session, not even those of deleted cells: undo may bring them back.
  let lastId = highest(keys.keys());
  let lastTypedAt = Number.NEGATIVE_INFINITY;
  const ids = new Map([...keys].map(([id, key]) => [key, id]));
  /** Cells that were deleted in this session. */
  const deletedHere = new Set<number>();
  const listeners = new Set<(cause: ChangeCause) => void>();
  const changes = followChanges(doc, others);

  function become(next: NotebookHistory, cause: ChangeCause): void {
    const changed = next.present !== history.present;
    history = next;
    if (!changed) return;
    index = indexCells(next.present, index.order);
    for (const listener of [...listeners]) listener(cause);
  }

  /** Something was done here. */
  function move(next: NotebookHistory, cause: ChangeCause): void {
    if (next === history) return;
    doc.transact(() => writeDifference(doc, keys, { before: history.present, after: next.present }));
    if (ids.size < keys.size) for (const [id, key] of keys) ids.set(key, id);
    if (next.present.cells.length < history.present.cells.length) {
      const stays = new Set(next.present.cells.map(({ id }) => id));
      for (const { id } of history.present.cells) if (!stays.has(id)) deletedHere.add(id);
    }
    become(next, cause);
  }

  function next(notebook: Notebook, edit: Edit): Edited {
    const newId = lastId + 1;
    if (edit.type === 'insert') lastId = newId;
    return applyEdit(notebook, edit, newId);
  }

  /** Writes down the numbers of cells that have one twice. */
  function settleNumbers(wanted: ReadonlyMap<string, number>): void {
    doc.transact(() => {
      for (const [key, id] of wanted) cellsOf(doc).get(key)?.set('id', id);
    });
  }
  if (renumbered.size > 0) settleNumbers(renumbered);

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
    amend(change) {
      // What was one notebook stays one: typing joins the step before it by that.
      const known = new Map<Notebook, Notebook>();
      const amended = (notebook: Notebook) => {
        const made =
          known.get(notebook) ??
          next(notebook, { type: 'attributes', change: change(notebook.attributes) }).notebook;
        known.set(notebook, made);
        return made;
      };
      move({ ...mapHistory(history, amended), present: amended(history.present) }, 'attributes');
    },
    replace(notebook) {
      lastId = Math.max(lastId, highest(notebook.cells.map(({ id }) => id)));
      move(record(history, notebook, { place: undefined }), 'replace');
    },
    undo() {
      const place = history.past.at(-1)?.place;
      move(undo(history, mergeNotebooks), 'undo');
      return place !== undefined && index.cells.has(place) ? place : undefined;
    },
    redo() {
      const place = history.future.at(-1)?.place;
      move(redo(history, mergeNotebooks), 'redo');
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
    onUpdate(listener) {
      const tell = (update: Uint8Array, origin: unknown) => origin !== others && listener(update);
      doc.on('update', tell);
      return () => doc.off('update', tell);
    },
    receive(update) {
      Y.applyUpdate(doc, update, others);
      const { present } = history;
      const taken = changes.take(present, { keys, ids });
      for (const [id] of keys) lastId = Math.max(lastId, id);
      if (taken.settled.size > 0) settleNumbers(taken.settled);
      if (taken.renumbered.size > 0)
        history = mapHistory(history, (notebook) => renumber(notebook, taken.renumbered));
      become(receive(history, taken.notebook, mergeNotebooks), 'others');
      const returned = taken.touched.filter((id) => deletedHere.has(id) && index.cells.has(id));
      for (const id of returned) deletedHere.delete(id);
      return { renumbered: taken.renumbered, returned, touched: taken.touched };
    },
    keyOf: (id) => keys.get(id),
    idOf: (key) => ids.get(key),
    text: (id) => textOf(cellsOf(doc).get(keys.get(id) ?? '')),
  };
}

function renumber(notebook: Notebook, numbers: ReadonlyMap<number, number>): Notebook {
  if (!notebook.cells.some(({ id }) => numbers.has(id))) return notebook;
  const cells = notebook.cells.map((cell) => ({ ...cell, id: numbers.get(cell.id) ?? cell.id }));
  return { ...notebook, cells };
}

/** Cells by id, and their order; the order stays the same array while the ids do. */
function indexCells(notebook: Notebook, before: readonly number[]) {
  const cells = new Map(notebook.cells.map((cell) => [cell.id, cell]));
  const order = notebook.cells.map((cell) => cell.id);
  const same = order.length === before.length && order.every((id, place) => id === before[place]);
  return { cells, order: same ? before : order };
}

const highest = (ids: Iterable<number>) => {
  let highest = 0;
  for (const id of ids) highest = Math.max(highest, id);
  return highest;
};
