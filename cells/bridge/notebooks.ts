import { z } from 'zod';
import { isFileHash } from '@/cells/document/file-hash';
import { isNotebookId } from '@/cells/document/notebook-lock';

/** Notebooks that cells import from, as frame and page speak of them. */

export const notebookId = z.string().refine(isNotebookId, 'This is no id of a notebook');

/** What the notebook's lock says that a name means. */
export const lockedNotebook = z.object({
  id: notebookId,
  revision: z.number().int().positive(),
  hash: z.string().refine(isFileHash, 'This is no sha256'),
});

export const wantedNotebook = z.object({
  /** As the import writes it: a title as an address has it, or an id. */
  name: z.string().min(1).max(300),
  /** The imported notebook that wants it; absent for the open one. */
  importer: notebookId.optional(),
  locked: lockedNotebook.optional(),
});

export const importedNotebook = z.object({
  id: notebookId,
  title: z.string(),
  revision: z.number().int().positive(),
  hash: z.string(),
  html: z.string(),
});

/** A notebook as cells import from it, and where: what the page lists. */
export const usedNotebook = z.object({
  /** As the lock has it: the name, or `id/name` of what an imported notebook imports. */
  key: z.string().max(500),
  title: z.string().max(500).optional(),
  /** Absent until it was first used. */
  locked: lockedNotebook.optional(),
  /** Cells that import from it; none: the lock alone knows it, or another notebook imports from it. */
  cells: z.array(z.number().int()).max(2000),
});
export type UsedNotebook = z.infer<typeof usedNotebook>;

/** Sets the revision that a name means, or lets go of it. */
export const relockedNotebook = z.object({ key: z.string().max(500), locked: lockedNotebook.optional() });
export type RelockedNotebook = z.infer<typeof relockedNotebook>;

/** To whoever reads by a link: the same, whyever it shows none of those cells. */
export const sayNotShown =
  'It runs on cells of another notebook that this link does not show, or not any more. Whoever shares this app can open its notebook and run the cell that imports them: it says why.';

/** To a frame that runs where nobody can be asked: the same, whether there is such a notebook or not. */
export const sayUnasked = (name: string): string =>
  `No notebook named ${name} may be imported here. Open this notebook for writing and run the cell that imports it: it asks, or says what is wrong.`;
