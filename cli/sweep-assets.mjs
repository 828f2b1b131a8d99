import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that is being written for so long, in milliseconds, belongs to a build that died. */
const deadMs = 3_600_000;

/**
 * Removes the assets of earlier builds from `<target>/assets`. Another process may build at the same time: what it is writing stays, and
 * what it has removed already is as well gone.
 */
export async function sweepAssets(target, kept) {
  for (const file of await readdir(join(target, 'assets'))) {
    const path = join(target, 'assets', file);
    if (kept.has(`assets/${file}`)) continue;
    if (file.endsWith('.part')) {
      const about = await stat(path).catch(() => undefined);
      if (!about || Date.now() - about.mtimeMs < deadMs) continue;
    }
    await rm(path, { force: true });
  }
}
