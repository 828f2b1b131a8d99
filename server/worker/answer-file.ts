import type { RequestInput, RequestOutput } from '@/cells/bridge/messages';
import type { Context } from '../context';
import { signDataUrl } from '../data-url';
import { openFile } from '../services/notebooks';

/** A file beside the notebook for a frame that runs by itself. */
export async function answerFile(
  context: Context,
  notebookId: string,
  { input, origin }: { input: RequestInput<'file.open'>; origin: string },
): Promise<RequestOutput<'file.open'>> {
  const { hash } = await openFile(context, { notebookId, ...input, imported: input.notebook });
  const url = signDataUrl(
    context.config,
    origin,
    { hash },
    { fileName: input.name, notebookId, now: context.now() },
  );
  return { url };
}
