import type { Table } from '@uwdata/flechette';
import { type DataEngine, isArqueroTable, isArrowTable, toArrow } from '@/cells/data';
import { createTableViewElement } from './table-view-element';

export interface TableViewOptions {
  /** Hands bytes to the person as a download; without it there is no CSV button. */
  saveFile?(name: string, blob: Blob): void;
}

/** Whether a value is shown as a table. */
export const isTableValue = (value: unknown): value is object => isArrowTable(value) || isArqueroTable(value);

/** An element that shows a table of any size. Draws when it comes into the document and ends when it leaves it. */
export function createTableView(
  value: object,
  engine: DataEngine,
  options: TableViewOptions = {},
): HTMLElement {
  const table: Table = toArrow(value);
  return createTableViewElement({ table, engine, ...options });
}
