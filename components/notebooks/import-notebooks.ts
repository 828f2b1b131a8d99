import { longestFile, UnreadableFile } from '@/cells/document/convert/converted';
import { isNotebookFile, readNotebookFile } from '@/cells/document/convert/read-file';
import { serializeNotebook } from '@/cells/document/serialize';
import { api, errorMessage } from '@/components/api';
import { addFiles, unpackNotebook } from './files/carry-files';
import { laySideBySide } from './files/side-by-side';

/** What became of one file. */
export type ImportedFile = { readonly fileName: string } & (
  | {
      readonly kind: 'imported';
      readonly id: string;
      readonly title: string;
      readonly cells: number;
      readonly notes: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reason: string }
);

/**
 * Makes a notebook of each file, one after the other; files that come with a single notebook are put beside it. Never rejects: what is
 * refused says why.
 */
export async function importNotebooks(
  files: readonly File[],
  onFile?: (file: File) => void,
): Promise<ImportedFile[]> {
  const [only, ...more] = files.filter(({ name }) => isNotebookFile(name));
  const beside = only && more.length === 0 ? files.filter((file) => file !== only && !isArchive(file)) : [];
  const imported: ImportedFile[] = [];
  for (const file of files) {
    if (beside.includes(file)) continue;
    onFile?.(file);
    imported.push(
      await importNotebook(file, file === only ? beside : []).catch((error) => ({
        fileName: file.name,
        kind: 'refused' as const, // one of the two kinds, not any text
        reason: errorMessage(error),
      })),
    );
  }
  return imported;
}

const isArchive = ({ name }: File) => /\.zip$/i.test(name);

async function importNotebook(given: File, others: readonly File[]): Promise<ImportedFile> {
  const {
    notebook: file,
    files,
    notes: left,
  } = isArchive(given)
    ? await unpackNotebook(given)
    : { notebook: given, ...laySideBySide(others.map((file) => ({ path: file.name, file }))) };
  // Four bytes a character at most: nothing longer could be read, and reading it would end the tab.
  if (file.size > 4 * longestFile)
    throw new UnreadableFile(
      `${file.name} has ${Math.round(file.size / 1e6)} MB; notebooks have ${longestFile / 1e6} MB at most. Clear its outputs, and import it again.`,
    );
  const text = await file.text();
  const { notebook, notes } = readNotebookFile(text, file.name);
  const isOurs = /\.html?$/i.test(file.name);
  // A file in our own format is kept to the byte.
  const html = isOurs ? text : serializeNotebook(notebook);
  const { id } = await api.notebooks.create.mutate({ html });
  const carried = await addFiles(id, notebook, files);
  return {
    fileName: file.name,
    kind: 'imported',
    id,
    title: notebook.title,
    cells: notebook.cells.length,
    notes: [...notes, ...left, ...carried],
  };
}
