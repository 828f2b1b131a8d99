import { heldOutFile, largestHeldOut, readHeldOut } from '@/cells/ml/held-out-file';
import type { Context } from '../../context';
import { inWords } from './about';
import { readFiles, type StoredFiles } from './foreign-files';

/** The held-out rows of a package, to test it on here. Undefined where it has none. @throws AppError in words when they are damaged */
export async function readOwnRows(context: Context, files: StoredFiles) {
  const stored = files[heldOutFile];
  if (!stored || stored.bytes > largestHeldOut) return undefined;
  const read = await readFiles(context, { [heldOutFile]: stored });
  const heldOut = inWords(() => readHeldOut(read));
  return heldOut && { said: 'the rows that came with it', table: heldOut.rows, given: heldOut.given };
}
