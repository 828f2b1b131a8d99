import { cellTypes } from '@/cells/document/cell-types';
import { serializeNotebook } from '@/cells/document/serialize';
import { api } from '@/components/api';
import { toTableName } from './table-name';

/** Makes a notebook that may read a data set and selects from it. Gives the notebook's id. */
export async function createFirstQuestion({
  datasetId,
  name,
  fileName,
  rows,
}: {
  datasetId: string;
  name: string;
  fileName: string;
  rows: number;
}): Promise<string> {
  const table = toTableName(fileName);
  const html = serializeNotebook({
    title: name,
    attributes: {},
    cells: [
      {
        id: 1,
        kind: 'sql',
        type: cellTypes.sql,
        source: firstQuery(table, rows),
        output: 'rows',
        pinned: true,
        hidden: false,
        attributes: {},
      },
    ],
  });
  const { id } = await api.notebooks.create.mutate({ html });
  await api.notebooks.grantDataset.mutate({ notebookId: id, datasetId, table });
  return id;
}

/** A result is held in the tab: 45 million rows of seven columns took 10 GB of it (tried). */
const mostRows = 1_000_000;

/** The first SQL cell on a table: all of it, where that is no burden. */
export const firstQuery = (table: string, rows: number): string =>
  `SELECT *\nFROM ${table}${rows > mostRows ? `\nLIMIT ${mostRows}` : ''}`;
