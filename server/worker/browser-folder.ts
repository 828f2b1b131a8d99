import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Containers that share a temporary folder do not know each other's processes: each sweeps its own. */
const prefix = `cellar-browser-${hostname().replace(/[^a-z0-9]/gi, '')}-`;

/** A private folder for a browser, named for this process, so that the next one can tell whether it is still wanted. */
export async function makeBrowserFolder(parent = tmpdir()): Promise<string> {
  await sweepBrowserFolders(parent);
  return mkdtemp(join(parent, `${prefix}${process.pid}-`));
}

export const isBrowserFolder = (name: string): boolean => name.startsWith('cellar-browser-');

/** Removes the folders of processes that are gone: one that was killed could not. */
export async function sweepBrowserFolders(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number(name.slice(prefix.length).split('-')[0]);
    // Another user's folder stays: it cannot be removed anyway.
    if (pid > 0 && !isAlive(pid))
      await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
