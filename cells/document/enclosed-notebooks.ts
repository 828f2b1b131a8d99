import { z } from 'zod';
import { isFileHash } from './file-hash';
import type { Notebook } from './notebook';
import { isNotebookId } from './notebook-lock';

/** A notebook that a slice brings along, because its cells are imported: at that revision, the needed cells only. */
const enclosedNotebook = z.object({
  id: z.string().refine(isNotebookId),
  revision: z.number().int().positive(),
  /** sha256 of the whole file, as the lock has it. */
  hash: z.string().refine(isFileHash),
  title: z.string(),
  html: z.string(),
});
export type EnclosedNotebook = z.infer<typeof enclosedNotebook>;

/** The attribute of a slice that holds them. */
export const enclosedAttribute = 'data-enclosed';

/** What cannot be read is left out: a hand may have been at the file. */
export function readEnclosed({ attributes }: Pick<Notebook, 'attributes'>): EnclosedNotebook[] {
  try {
    return z.array(enclosedNotebook).parse(JSON.parse(attributes[enclosedAttribute] ?? '[]'));
  } catch {
    return [];
  }
}

/** Always the same text for the same notebooks; undefined for none. */
export function writeEnclosed(notebooks: readonly EnclosedNotebook[]): string | undefined {
  if (notebooks.length === 0) return undefined;
  const inOrder = notebooks
    .toSorted((a, b) => (a.id === b.id ? a.revision - b.revision : a.id < b.id ? -1 : 1))
    .map(({ id, revision, hash, title, html }) => ({ id, revision, hash, title, html }));
  return JSON.stringify(inOrder);
}
