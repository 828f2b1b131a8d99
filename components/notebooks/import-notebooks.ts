import { longestFile, UnreadableFile } from '@/cells/document/convert/converted';
import { readNotebookFile } from '@/cells/document/convert/read-file';
import { serializeNotebook } from '@/cells/document/serialize';
import { api, errorMessage } from '@/components/api';

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

/** Makes a notebook of each file, one after the other. Never rejects: what is refused says why. */
export async function importNotebooks(
  files: readonly File[],
  onFile?: (file: File) => void,
): Promise<ImportedFile[]> {
  const imported: ImportedFile[] = [];
  for (const file of files) {
    onFile?.(file);
    imported.push(
      await importNotebook(file).catch((error) => ({
        fileName: file.name,
        kind: 'refused' as const, // one of the two kinds, not any text
        reason: errorMessage(error),
      })),
    );
  }
  return imported;
}

async function importNotebook(file: File): Promise<ImportedFile> {
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
  return {
    fileName: file.name,
    kind: 'imported',
    id,
    title: notebook.title,
    cells: notebook.cells.length,
    notes,
  };
}
