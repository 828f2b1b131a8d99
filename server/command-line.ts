import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { type Config, readConfig } from './config';
import { dumpDatabase, dumpFolder, listDumps, restoreDump } from './db/dump';
import { openEmbedded } from './db/open-database';
import { AppError } from './errors';
import { lockFolder } from './lock';

interface Task {
  readonly usage: string;
  readonly about: string;
  /** Gives what is printed. */
  run(given: {
    config: Config;
    programFolder: string;
    workingFolder: string;
    argument?: string;
  }): Promise<string>;
}

/** Every `<domain> <verb>` there is. */
const tasks: Readonly<Record<string, Task>> = {
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
    run: ({ config, argument, workingFolder }) =>
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

/** Runs one command as a person typed it and gives the exit code. */
export async function runCommandLine(
  programFolder: string,
  workingFolder: string,
  [domain, verb, argument]: readonly (string | undefined)[],
): Promise<number> {
  const task = tasks[`${domain} ${verb}`];
  if (!task) {
    console.log(help());
    return domain === undefined || domain === 'help' || domain === '--help' ? 0 : 1;
  }
  try {
    const config = readConfig(process.env, programFolder);
    console.log(await task.run({ config, programFolder, workingFolder, argument }));
    return 0;
  } catch (error) {
    console.error(error instanceof AppError ? error.message : error);
    return 1;
  }
}

/** A file by its path, or one of the dumps by its name. */
async function findDump(config: Config, workingFolder: string, name: string): Promise<string> {
  const path = isAbsolute(name) ? name : resolve(workingFolder, name);
  if (existsSync(path)) return path;
  const known = join(dumpFolder(config.dataFolder), name);
  if (!name.includes('/') && existsSync(known)) return known;
  throw new AppError('not_found', `There is no file ${path}. “cellar database dumps” lists what there is.`);
}

/** These work on the embedded database, as the only process that does. */
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

function help(): string {
  const width = Math.max(...Object.values(tasks).map(({ usage }) => usage.length));
  const lines = Object.values(tasks).map(({ usage, about }) => `  ${usage.padEnd(width)}  ${about}`);
  return `Usage: node cli/cellar.mjs <domain> <verb>\n\n${lines.join('\n')}\n\nThe data folder is CELLAR_DATA, by default .cellar.`;
}
