import { createReadStream } from 'node:fs';
import { filesOfSlice } from '@/cells/document/files-of-slice';
import type { Context } from '../context';
import { keepFile } from '../services/notebooks';
import type { Bundle } from './read-bundle';

/**
 * Puts the files that a slice lists beside its notebook, as far as the bundle has them. A slice may list what its workspace never had, and
 * what no cell of it reads: a cell that does read such a file fails, and says so.
 */
export async function keepListedFiles(
  context: Context,
  notebookId: string,
  { slice, beside }: { slice: string } & Pick<Bundle, 'beside'>,
): Promise<void> {
  for (const [hash, name] of filesOfSlice(slice)) {
    const path = beside.get(hash);
    if (path === undefined) continue;
    const blob = await context.storage.put(createReadStream(path));
    await keepFile(context, { notebookId, name, blob });
  }
}
