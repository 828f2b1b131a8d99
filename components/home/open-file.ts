import { cellTypes } from '@/cells/document/cell-types';
import { serializeNotebook } from '@/cells/document/serialize';
import { api } from '@/components/api';
import { toTableName } from '@/components/datasets/table-name';
import { uploadFile } from '@/components/datasets/upload-file';

/**
 * Opens what a person picked or dropped on the start page: a notebook file as a notebook, anything else as a data set with a
 * notebook that asks its first question. Gives the address to go to.
 */
export async function openFile(file: File, onProgress?: (fraction: number) => void): Promise<string> {
  if (/\.html?$/i.test(file.name)) {
    const { id } = await api.notebooks.create.mutate({ html: await file.text() });
    return `/notebooks/${id}`;
  }
  const { datasetId, name } = await uploadFile(file, { onProgress });
  const table = toTableName(file.name);
  const { id } = await api.notebooks.create.mutate({ html: firstQuestion(name, table) });
  await api.notebooks.grantDataset.mutate({ notebookId: id, datasetId, table });
  return `/notebooks/${id}`;
}

const firstQuestion = (title: string, table: string): string =>
  serializeNotebook({
    title,
    attributes: {},
    cells: [
      {
        id: 1,
        kind: 'sql',
        type: cellTypes.sql,
        source: `SELECT *\nFROM ${table}`,
        output: 'rows',
        pinned: true,
        hidden: false,
        attributes: {},
      },
    ],
  });
