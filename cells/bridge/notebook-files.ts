import { z } from 'zod';
import { isFileHash } from '@/cells/document/file-hash';
import { isFileName, isMediaType } from '@/cells/document/file-lock';
import { notebookId } from './notebooks';

/** Files beside a notebook, as frame and page speak of them. */

const fileName = z.string().refine(isFileName, 'No file has such a name');
const hash = z.string().refine(isFileHash, 'This is no sha256');

/** What the list of the notebook says of a file. */
const notebookFile = z.object({
  hash,
  bytes: z.number().int().nonnegative(),
  type: z.string().refine(isMediaType, 'This is no media type'),
});

/** `notebook`: of one that this one imports from. */
export const wantedFile = z.object({ name: fileName, hash, notebook: notebookId.optional() });

/** Sets what a name means, or lets go of it; `from`: the file had that name before, and cells that read it write the new one. */
export const changedFile = z.object({
  name: fileName,
  file: notebookFile.optional(),
  from: fileName.optional(),
});
export type ChangedFile = z.infer<typeof changedFile>;
