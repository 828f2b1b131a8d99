import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '../errors';
import type { SyncOptions, SyncResult } from './notebooks/folder-run';
import { syncFolder } from './notebooks/sync-folder';
import { watchFolder } from './notebooks/watch-folder';
import { openWorkspace } from './notebooks/workspace';
import type { Task } from './task';

const shared = { flags: ['delete', 'json'], refused: 2 };

/** A folder of notebook files, for an editor and for git, in step with the server at CELLAR_URL. */
export const notebookTasks: Readonly<Record<string, Task>> = {
  'notebooks pull': {
    ...shared,
    usage: 'notebooks pull [folder] [--delete] [--json]',
    about:
      'writes what changed in the workspace into the folder; ends with 1 on a conflict, which is put beside the file',
    run: (given) => syncOnce(given, 'pull'),
  },
  'notebooks push': {
    ...shared,
    usage: 'notebooks push [folder] [--delete] [--json]',
    about:
      'sends what changed in the folder to the workspace, new files as new notebooks; --delete, what is gone too',
    run: (given) => syncOnce(given, 'push'),
  },
  'notebooks watch': {
    refused: 2,
    options: ['every'],
    flags: ['delete'],
    usage: 'notebooks watch [folder] [--every seconds] [--delete]',
    about: 'keeps both in step until it is stopped (Ctrl-C)',
    async run({ config, workingFolder, words: [folder = '.'], options, flags, say }) {
      const seconds = Number(options.every ?? 2);
      if (!(seconds >= 0.2 && seconds <= 3600))
        throw new AppError('bad_request', '--every takes seconds, from 0.2 to 3600.');
      const path = await makeFolder(resolve(workingFolder, folder));
      const stop = new AbortController();
      const end = () => stop.abort();
      process.once('SIGINT', end).once('SIGTERM', end);
      say(`${path} and ${config.url} are kept in step. Ctrl-C ends it.`);
      try {
        await watchFolder(openWorkspace(config), path, {
          deletes: flags.has('delete'),
          everyMs: seconds * 1000,
          signal: stop.signal,
          say,
        });
      } finally {
        process.off('SIGINT', end).off('SIGTERM', end);
      }
      return 'Stopped.';
    },
  },
};

async function syncOnce(
  { config, workingFolder, words: [folder = '.'], flags }: Parameters<Task['run']>[0],
  direction: SyncOptions['direction'],
): Promise<{ text: string; exitCode: number }> {
  const path = await makeFolder(resolve(workingFolder, folder));
  const result = await syncFolder(openWorkspace(config), path, { direction, deletes: flags.has('delete') });
  return {
    text: flags.has('json') ? JSON.stringify(result) : tell(result),
    exitCode: result.failed ? 1 : 0,
  };
}

const tell = ({ done, open }: SyncResult): string =>
  [...done, ...open].join('\n') || 'Everything is in step.';

async function makeFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true }).catch((cause) => {
    throw new AppError('bad_request', `${path} is no folder, and none could be made there.`, { cause });
  });
  return path;
}
