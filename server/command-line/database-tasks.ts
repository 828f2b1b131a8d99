import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { Config } from '../config';
import { dumpDatabase, dumpFolder, listDumps, restoreDump } from '../db/dump';
import { openEmbedded } from '../db/open-database';
import { AppError } from '../errors';
import { lockFolder } from '../lock';
import type { Task } from './task';

/** Dumps of the embedded database. They work on its folder, as the only process that does. */
export const databaseTasks: Readonly<Record<string, Task>> = {
  'database dumps': {
    usage: 'database dumps',
    about: 'lists the dumps of the embedded database',
    async run({ config }) {
      const dumps = await listDumps(config.dataFolder);
      if (dumps.length === 0) return `There is no dump in ${dumpFolder(config.dataFolder)} yet.`;
      return dumps
        .map(
          ({ file, bytes, at }) => `${at.toISOString()}  ${(bytes / 1e6).toFixed(1).padStart(8)} MB  ${file}`,
        )
        .join('\n');
    },
  },
  'database dump': {
    usage: 'database dump',
    about:
      'writes a dump now; the server must be stopped (while it runs it dumps by itself, every DUMP_HOURS)',
    run: ({ config, programFolder }) =>
      alone(config, async () => {
        if (!existsSync(join(config.dataFolder, 'database')))
          throw new AppError('not_found', `There is no database in ${config.dataFolder}.`);
        const opened = await openEmbedded(config.dataFolder, join(programFolder, 'migrations'));
        try {
          return `Written: ${await dumpDatabase(opened.db, config.dataFolder, new Date())}`;
        } finally {
          await opened.close();
        }
      }),
  },
  'database restore': {
    usage: 'database restore <dump>',
    about:
      'puts a dump in the place of the database; the server must be stopped, what was there is kept beside it',
    run: ({ config, words: [argument], workingFolder }) =>
      alone(config, async () => {
        if (!argument) throw new AppError('bad_request', 'Say which dump: cellar database restore <dump>.');
        const kept = await restoreDump(
          config.dataFolder,
          await findDump(config, workingFolder, argument),
          new Date(),
        );
        return `Restored ${argument}.${kept ? ` The database that was there is kept in ${kept}.` : ''} Start again with npm start.`;
      }),
  },
};

/** A file by its path, or one of the dumps by its name. */
async function findDump(config: Config, workingFolder: string, name: string): Promise<string> {
  const path = isAbsolute(name) ? name : resolve(workingFolder, name);
  if (existsSync(path)) return path;
  const known = join(dumpFolder(config.dataFolder), name);
  if (!name.includes('/') && existsSync(known)) return known;
  throw new AppError('not_found', `There is no file ${path}. “cellar database dumps” lists what there is.`);
}

async function alone(config: Config, work: () => Promise<string>): Promise<string> {
  if (config.databaseUrl)
    throw new AppError(
      'bad_request',
      'DATABASE_URL is set: dump and restore PostgreSQL with its own pg_dump and pg_restore.',
    );
  const release = await lockFolder(config.dataFolder);
  try {
    return await work();
  } finally {
    release();
  }
}
