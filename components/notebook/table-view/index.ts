import { type DataEngine, isArqueroTable, isArrowTable, toArrow } from '@/cells/data';
import { isRows, tableOfRows } from '@/cells/data/rows-table';
import { createTableViewElement } from './table-view-element';

export interface TableViewOptions {
  /** Hands bytes to the person as a download; without it there is no CSV button. */
  saveFile?(name: string, blob: Blob): void;
  /** The value as a tree; an array of objects can be looked at either way. */
  inspect?(): Node;
}

/** Whether a value is shown as a table: Arrow, Arquero, or an array of plain objects. */
export const isTableValue = (value: unknown): value is object =>
  isArrowTable(value) || isArqueroTable(value) || isRows(value);

/** An element that shows a table of any size. Draws when it comes into the document and ends when it leaves it. */
export function createTableView(
  value: object,
  engine: DataEngine,
  { saveFile, inspect }: TableViewOptions = {},
): HTMLElement {
  if (!isRows(value)) return createTableViewElement({ table: toArrow(value), engine, saveFile });
  const { table, ...whole } = tableOfRows(value);
  return createTableViewElement({ table, engine, saveFile, whole, inspect });
}
