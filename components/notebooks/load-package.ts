import type { RequestInput, RequestOutput } from '@/cells/bridge/messages';
import { type LockedPackage, writePackageLock } from '@/cells/document/package-lock';
import { type ApiOutput, api } from '@/components/api';

type StoredModule = ApiOutput['packages']['stored'][number];

/** The module that an import means: the stored one of the notebook's lock, which anybody may read; else it is fetched. */
export async function loadPackage(
  notebookId: string,
  wanted: RequestInput<'package.load'>,
): Promise<RequestOutput<'package.load'>> {
  const { name, path, locked } = wanted;
  if (locked) {
    const { version, integrity } = locked;
    const stored = await api.packages.stored.query({ notebookId, name, path, version, integrity });
    const meant = stored.find((module) => isSameLock(module, locked));
    if (meant) return ready(meant);
  }
  const loaded = await api.packages.load.mutate({ notebookId, ...wanted });
  return loaded.state === 'ready' ? ready(loaded.module) : loaded;
}

const ready = (module: StoredModule): RequestOutput<'package.load'> => ({
  state: 'ready',
  module: { ...module, url: location.origin + module.url },
});

const isSameLock = (a: LockedPackage, b: LockedPackage): boolean => asText(a) === asText(b);
const asText = (locked: LockedPackage) => writePackageLock(new Map([['it', locked]]));
