import type { RequestInput, RequestOutput } from '@/cells/bridge/messages';
import { type LockedPackage, writePackageLock } from '@/cells/document/package-lock';
import { lockKey } from '@/cells/document/package-specifier';
import { type ApiOutput, api } from '@/components/api';
import { passingErrors } from './passing-errors';
import { refusal } from './refusal';

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

/**
 * The lock of one version, once it is here whole, so that a notebook never lets go of what it has for what cannot be had.
 * `onProgress` is told what is being done, and how many bytes have come.
 */
export async function lockVersion(
  wanted: { notebookId: string; name: string; version: string; path: string },
  options: { signal: AbortSignal; onProgress(doing: string, received: number): void },
): Promise<LockedPackage> {
  const { version: range, ...rest } = wanted;
  for (;;) {
    // Who no longer asks has it stopped.
    const { signal } = options;
    signal.throwIfAborted();
    const loaded = await api.packages.load.mutate({ ...rest, range }, { signal });
    if (loaded.state === 'ready') {
      const { version, integrity, dependencies } = loaded.module;
      return { version, integrity, dependencies };
    }
    options.onProgress(loaded.doing, loaded.received);
  }
}

const ready = (module: StoredModule): RequestOutput<'package.load'> => ({
  state: 'ready',
  module: { ...module, url: location.origin + module.url },
});

const isSameLock = (a: LockedPackage, b: LockedPackage): boolean => asText(a) === asText(b);
const asText = (locked: LockedPackage) => writePackageLock(new Map([['it', locked]]));

/** For those who read an app: what the notebook's lock means, and nothing that it does not name. */
export function loadLocked(
  notebookId: string,
  wanted: RequestInput<'package.load'>,
): Promise<RequestOutput<'package.load'>> {
  if (wanted.locked) return passingErrors(loadPackage(notebookId, wanted));
  return Promise.reject(
    refusal(
      'forbidden',
      `The notebook of this app has no version of npm:${lockKey(wanted)} yet. Open the notebook and run it once.`,
    ),
  );
}
