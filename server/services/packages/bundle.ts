import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../errors';
import { startThread } from '../../start-thread';
import type { BundlingAnswer, BundlingTask } from './bundling-messages';
import { limits } from './limits';

type Bundled = Extract<BundlingAnswer, { ok: true }>;

/** Makes one module of archives, in a thread with a folder of its own, which is ended when it takes too long or too much. */
export async function bundle(
  packages: BundlingTask['packages'],
  path: string,
  signal: AbortSignal,
): Promise<Bundled> {
  const said = packages[0]?.key ?? 'The package';
  const folder = await mkdtemp(join(tmpdir(), 'cellar-package-'));
  try {
    const answer = await inThread({ folder, packages, path }, said, signal);
    if (answer.ok) return answer;
    throw new AppError('unprocessable', answer.problem.slice(0, 1000));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inThread(task: BundlingTask, said: string, signal: AbortSignal): Promise<BundlingAnswer> {
  const thread = startThread('bundling-worker', task, limits.memoryMb);
  const time = AbortSignal.timeout(limits.bundleMs);
  const over = AbortSignal.any([signal, time]);
  try {
    return await new Promise<BundlingAnswer>((resolve, reject) => {
      const refuse = (message: string) => reject(new AppError('unprocessable', message));
      thread.once('message', resolve);
      thread.once('error', (error) => refuse(`${said} could not be bundled: ${error.message}`));
      thread.once('exit', () =>
        refuse(`${said} could not be bundled: it takes more memory than a package may.`),
      );
      over.addEventListener(
        'abort',
        () =>
          time.aborted
            ? refuse(
                `${said} could not be bundled within ${limits.bundleMs / 1000} seconds. It is too large for a notebook.`,
              )
            : reject(signal.reason),
        { once: true },
      );
    });
  } finally {
    await thread.terminate();
  }
}
