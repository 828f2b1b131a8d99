import type { RequestInput, RequestOutput } from '@/cells/bridge/messages';
import { sayUnasked } from '@/cells/bridge/notebooks';
import type { Context } from '../context';
import { AppError } from '../errors';
import { importNotebook } from '../services/notebooks';

/** Another notebook for a frame that runs by itself: nobody is there who could allow it now. */
export async function answerImport(
  context: Context,
  input: RequestInput<'notebook.import'> & { readonly notebookId: string },
): Promise<RequestOutput<'notebook.import'>> {
  const found = await importNotebook(context, input);
  if (found.state === 'ready') return found.notebook;
  throw new AppError('forbidden', sayUnasked(input.name));
}
