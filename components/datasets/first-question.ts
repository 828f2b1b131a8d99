import { cellTypes } from '@/cells/document/cell-types';
import { serializeNotebook } from '@/cells/document/serialize';
import { api } from '@/components/api';
import { toTableName } from './table-name';

/** Makes a notebook that may read a data set and selects from it. Gives the notebook's id. */
export async function createFirstQuestion({
  datasetId,
  name,
  fileName,
}: {
  datasetId: string;
  name: string;
  fileName: string;
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
        source: firstQuery(table),
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

/** The first SQL cell on a table. */
export const firstQuery = (table: string): string => `SELECT *\nFROM ${table}`;
