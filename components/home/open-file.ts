import { createFirstQuestion } from '@/components/datasets/first-question';
import { uploadFile } from '@/components/datasets/upload-file';

/**
 * Opens a file that a person picked or dropped on the start page as a data set, with a notebook that asks its first question. Gives the
 * address to go to.
 */
export async function openFile(file: File, onProgress?: (fraction: number) => void): Promise<string> {
  const { datasetId, name, rows } = await uploadFile(file, { onProgress });
  return `/notebooks/${await createFirstQuestion({ datasetId, name, fileName: file.name, rows })}`;
}
