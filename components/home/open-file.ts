import { api } from '@/components/api';
import { createFirstQuestion } from '@/components/datasets/first-question';
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
  const { datasetId, name, rows } = await uploadFile(file, { onProgress });
  return `/notebooks/${await createFirstQuestion({ datasetId, name, fileName: file.name, rows })}`;
}
