import { type DataEngine, isArqueroTable, isArrowTable, toArrow } from '@/cells/data';
import type { CrossFilters } from '@/cells/data/cross-filter';
import { isRows, tableOfRows } from '@/cells/data/rows-table';
import { createTableSource } from './table-source';
import type { TableViewServices } from './table-view';
import { createTableViewElement } from './table-view-element';
import { readColumns } from './view-columns';
import { createStateKeeper } from './view-state';

export type { TableViewServices } from './table-view';
export { drawTables } from './table-view-element';

/** Where a table is shown. */
export interface TablePlace {
  readonly cellId: number;
  /** Of the value: charts over it are linked by this name. */
  readonly name?: string;
  readonly services?: TableViewServices;
  /** The value as a tree; an array of objects can be looked at either way. */
  inspect?(): Node;
}

/** Whether a value is shown as a table: Arrow, Arquero, or an array of plain objects. */
export const isTableValue = (value: unknown): value is object =>
  isArrowTable(value) || isArqueroTable(value) || isRows(value);

/** Makes elements that show tables of any size. They draw when they come into the document and end when they leave it. */
export function createTableViews(engine: DataEngine, filters?: CrossFilters) {
  const keeper = createStateKeeper();

  return (value: object, { cellId, name, services, inspect }: TablePlace): HTMLElement => {
    const { table, ...whole } = isRows(value)
      ? tableOfRows(value)
      : { table: toArrow(value), rows: 0, columns: 0 };
    const columns = readColumns(table);
    const source = createTableSource(
      table,
      columns.map(({ measure }) => measure),
    );
    const signature = JSON.stringify(columns.map(({ name, measure }) => [name, measure]));
    return createTableViewElement((element) => ({
      ...{ table, source, columns, engine, whole, ...services },
      ...(isRows(value) && { inspect }),
      ...(filters && name && { link: { filters, group: name, id: `table ${cellId}` } }),
      kept: keeper.keep({ cellId, columns: signature }, element),
    }));
  };
}
