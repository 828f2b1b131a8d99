import type { RequestInput, RequestOutput } from '@/cells/bridge/messages';
import type { Context } from '../context';
import { signDataUrl } from '../data-url';
import { loadModule } from '../services/packages';

/** The module of a package for a frame that runs by itself: the one that its lock means, without a look at the registry where it is stored. */
export async function answerPackage(
  context: Context,
  notebookId: string,
  { input, origin }: { input: RequestInput<'package.load'>; origin: string },
): Promise<RequestOutput<'package.load'>> {
  const loaded = await loadModule(context, { notebookId, ...input });
  if (loaded.state === 'fetching') return loaded;
  const { name, version, integrity, dependencies, hash, format, notes } = loaded.module;
  const url = signDataUrl(
    context.config,
    origin,
    { hash },
    { fileName: 'module.js', notebookId, now: context.now() },
  );
  return { state: 'ready', module: { name, version, integrity, dependencies, hash, format, notes, url } };
}
