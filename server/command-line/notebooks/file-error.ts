import { NotebookSyntaxError } from '@/cells/document/parse';
import { AppError } from '../../errors';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'may not be read or written by you',
  EEXIST: 'is a file, and a folder should be there',
  EISDIR: 'is a folder, and a file should be there',
  ENAMETOOLONG: 'has a longer name than this disk takes; give it a shorter one',
  ENOENT: 'is not there any more',
  ENOTEMPTY: 'holds other files',
  ENOTDIR: 'should lie in a folder, and a file is in its place',
  EPERM: 'may not be read or written by you',
};

/** What is wrong with one file, as an error in words: the others go on. Anything else is given back as it is. */
export function toFileError(error: unknown): unknown {
  if (error instanceof NotebookSyntaxError)
    return new AppError('unprocessable', error.message, { cause: error });
  if (!(error instanceof Error && 'code' in error && 'path' in error)) return error;
  const reason = reasons[String(error.code)];
  if (reason === undefined) return error;
  // Of a file that was to get another's place, that place.
  const path = 'dest' in error ? error.dest : error.path;
  return new AppError('unprocessable', `${String(path)} ${reason}.`, { cause: error });
}
