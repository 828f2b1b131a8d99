import type { Cell, Notebook } from './notebook';

/** A cell that is not in the notebook yet: the store gives it its id. */
export type NewCell = Pick<Cell, 'kind' | 'type' | 'source'> & Partial<Omit<Cell, 'id'>>;

/** What may change of a cell besides its place. `undefined` takes an optional property away. */
export type CellChange = Partial<Omit<Cell, 'id'>>;

/** Everything that an author can do to a notebook. */
export type Edit =
  /** Puts a cell before the one at index `at`; the number of cells (or more) appends. */
  | { readonly type: 'insert'; readonly at: number; readonly cell: NewCell }
  | { readonly type: 'remove'; readonly id: number }
  /** `to` is the index that the cell has afterwards. */
  | { readonly type: 'move'; readonly id: number; readonly to: number }
  /** Typing: joins the typing before it in one step of undo. */
  | { readonly type: 'source'; readonly id: number; readonly source: string }
  /** Kind, run mode, output name, options, anything else: always a step of its own. */
  | { readonly type: 'change'; readonly id: number; readonly change: CellChange }
  | { readonly type: 'title'; readonly title: string }
  /** Attributes of the notebook as a whole; `undefined` takes one away. */
  | { readonly type: 'attributes'; readonly change: Readonly<Record<string, string | undefined>> };

/** The notebook after an edit (the very same object when nothing changes), and the cell that it touched. */
export interface Edited {
  readonly notebook: Notebook;
  readonly touched?: number;
}

/** Applies one edit. `newId` is the id that an inserted cell takes. Throws when the edit names a cell that is not there. */
export function applyEdit(notebook: Notebook, edit: Edit, newId: number): Edited {
  const { cells } = notebook;
  switch (edit.type) {
    case 'insert': {
      const cell: Cell = { pinned: true, hidden: false, attributes: {}, ...edit.cell, id: newId };
      return {
        notebook: { ...notebook, cells: cells.toSpliced(clamp(edit.at, cells.length), 0, cell) },
        touched: newId,
      };
    }
    case 'remove': {
      const index = indexOf(notebook, edit.id);
      return { notebook: { ...notebook, cells: cells.toSpliced(index, 1) }, touched: edit.id };
    }
    case 'move': {
      const from = indexOf(notebook, edit.id);
      const to = clamp(edit.to, cells.length - 1);
      if (from === to) return { notebook, touched: edit.id };
      const [cell] = cells.slice(from, from + 1);
      const rest = cells.toSpliced(from, 1);
      return {
        notebook: { ...notebook, cells: cell ? rest.toSpliced(to, 0, cell) : rest },
        touched: edit.id,
      };
    }
    case 'source':
      return changeCell(notebook, edit.id, { source: edit.source });
    case 'change':
      return changeCell(notebook, edit.id, edit.change);
    case 'title':
      return { notebook: edit.title === notebook.title ? notebook : { ...notebook, title: edit.title } };
    case 'attributes':
      return { notebook: changeAttributes(notebook, edit.change) };
  }
}

function changeCell(notebook: Notebook, id: number, change: CellChange): Edited {
  const index = indexOf(notebook, id);
  const before = notebook.cells[index];
  const keys = Object.keys(change) as (keyof CellChange)[]; // CellChange has no other keys
  if (!before || keys.every((key) => before[key] === change[key])) return { notebook, touched: id };
  return {
    notebook: { ...notebook, cells: notebook.cells.with(index, { ...before, ...change, id }) },
    touched: id,
  };
}

function changeAttributes(
  notebook: Notebook,
  change: Readonly<Record<string, string | undefined>>,
): Notebook {
  const changed = Object.entries(change).filter(([name, value]) => notebook.attributes[name] !== value);
  if (changed.length === 0) return notebook;
  const attributes = { ...notebook.attributes };
  for (const [name, value] of changed)
    if (value === undefined) delete attributes[name];
    else attributes[name] = value;
  return { ...notebook, attributes };
}

function indexOf(notebook: Notebook, id: number): number {
  const index = notebook.cells.findIndex((cell) => cell.id === id);
  if (index < 0) throw new Error(`There is no cell ${id} in this notebook`);
  return index;
}

const clamp = (index: number, max: number) => Math.max(0, Math.min(Math.trunc(index), max));
