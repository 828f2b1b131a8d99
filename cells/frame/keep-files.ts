import type { ChangedFile } from '@/cells/bridge/notebook-files';
import type { DocumentStore } from '@/cells/document/document-store';
import type { Edit } from '@/cells/document/edits';
import { filesAttribute, readFileLock, writeFileLock } from '@/cells/document/file-lock';
import type { Notebook } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';
import type { FilesOfNotebook } from './files-beside';

/** Runs the cells again that read a file which is another one now; one that waits to be asked is stale. */
export function followFiles(
  { store, kernel }: { store: DocumentStore; kernel: Kernel },
  files: Pick<FilesOfNotebook, 'onChange'>,
): void {
  files.onChange((_, readers) => {
    const cells = readers.filter((id) => store.cell(id));
    // After whoever gives the kernel the new notebook.
    if (cells.length > 0) queueMicrotask(() => kernel.outdate(cells));
  });
}

/** The edits that change the list of files; where one is renamed, the cells that name it write the new name. */
export function fileEdits(notebook: Notebook, changes: readonly ChangedFile[]): Edit[] {
  const lock = new Map(readFileLock(notebook));
  for (const { name, file, from } of changes) {
    if (from !== undefined) lock.delete(from);
    if (file) lock.set(name, file);
    else lock.delete(name);
  }
  const edits: Edit[] = [{ type: 'attributes', change: { [filesAttribute]: writeFileLock(lock) } }];
  const renamed = changes.flatMap(({ name, from }) => (from === undefined ? [] : [{ name, from }]));
  for (const cell of notebook.cells) {
    const source = renamed.reduce(rewrite, cell.source);
    if (source !== cell.source) edits.push({ type: 'change', id: cell.id, change: { source } });
  }
  return edits;
}

/** By the text alone: in FileAttachment, in imports, and as the address of a picture. */
function rewrite(source: string, { name, from }: { name: string; from: string }): string {
  if (!source.includes(from)) return source;
  const old = from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const places = [
    `(\\bFileAttachment\\(\\s*(["'\`])(?:\\./)?)${old}(?=\\2)`,
    `((?:\\bfrom|\\bimport)\\s*\\(?\\s*(["'\`])\\./)${old}(?=\\2)`,
    `(!\\[[^\\]\\n]*\\]\\((<?)(?:\\./)?)${old}(?=[>)\\s])`,
    `(<img\\b[^>]*\\bsrc=(["'])(?:\\./)?)${old}(?=\\2)`,
  ];
  return places.reduce(
    (text, place) => text.replace(new RegExp(place, 'g'), (_, before: string) => before + name),
    source,
  );
}
