import { enclosedAttribute, readEnclosed, writeEnclosed } from '@/cells/document/enclosed-notebooks';
import { isSameRevision } from '@/cells/document/notebook-lock';
import { parseNotebook } from '@/cells/document/parse';
import { serializeNotebook } from '@/cells/document/serialize';
import type { ImportedPart } from './gather-imports';

/** The file with the cells that it imports in it, as a slice has them: a frame that has it asks for no other notebook. */
export function encloseParts(html: string, parts: readonly ImportedPart[]): string {
  if (parts.length === 0) return html;
  const notebook = parseNotebook(html);
  // What the text itself says of these revisions may be anything.
  const others = readEnclosed(notebook).filter((each) => !parts.some((part) => isSameRevision(part, each)));
  const enclosed = writeEnclosed([
    ...others,
    ...parts.map(({ id, revision, hash, title, notebook: part }) => ({
      ...{ id, revision, hash, title },
      html: serializeNotebook(part),
    })),
  ]);
  const attributes = { ...notebook.attributes, ...(enclosed && { [enclosedAttribute]: enclosed }) };
  return serializeNotebook({ ...notebook, attributes });
}
