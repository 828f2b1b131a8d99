import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config';
import type { System } from './context';
import { openEmbedded, openPostgres } from './db/open-database';
import { createHttpApp } from './http/app';
import { openFrameServer } from './http/frame-server';
import { listen, type PageHandler } from './http/listen';
import { lockFolder } from './lock';
import { createLog } from './log';
import { createMail } from './mail/transport';
import { createQueue } from './queue/pg-boss-queue';
import { readOrCreateSecret } from './secret';
import { ensureBuiltInActors } from './services/auth';
import { createDiskStorage } from './storage/disk';
import { startWorker } from './worker';
import { jobTypes } from './worker/job-types';

export interface StartOptions {
  /** Folder of the program: migrations and built pages are found from here. */
  readonly programFolder: string;
  /** Serve the pages too (Next, built). Tests of the interfaces for programs leave it out. */
  readonly pages: boolean;
  readonly log?: System['log'];
  readonly now?: () => Date;
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly system: System;
  close(): Promise<void>;
}

/** The process: lock → open → migrate → http, worker by role. What was opened is closed again when a later step fails. */
export async function startServer(given: Config, options: StartOptions): Promise<RunningServer> {
  const undo: (() => unknown)[] = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const log = options.log ?? createLog();
    mkdirSync(given.dataFolder, { recursive: true, mode: 0o700 });
    chmodSync(given.dataFolder, 0o700);
    // With PostgreSQL several processes share the folder's files; only the embedded database belongs to one.
    if (!given.databaseUrl) undo.push(await lockFolder(given.dataFolder));
    const config: Config = { ...given, secret: given.secret || readOrCreateSecret(given.dataFolder) };

    const migrations = join(options.programFolder, 'migrations');
    const opened = config.databaseUrl
      ? await openPostgres(config.databaseUrl, migrations, (error) =>
          log.error('The database connection failed', { error: error.message }),
        )
      : await openEmbedded(config.dataFolder, migrations);
    undo.push(() => opened.close());

    const works = config.role !== 'web';
    const queue = await createQueue({ opened, log, supervise: works, types: jobTypes });
    undo.push(() => queue.stop());
    const system: System = {
      config,
      db: opened.db,
      storage: await createDiskStorage(join(config.dataFolder, 'files')),
      queue,
      mail: createMail({ smtpUrl: config.smtpUrl, from: config.mailFrom }),
      log,
      now: options.now ?? (() => new Date()),
    };
    await ensureBuiltInActors(system);

    const pages =
      options.pages && config.role !== 'worker' ? await openPages(options.programFolder) : undefined;
    const { server, port } = await listen(system, createHttpApp(system), pages);
    undo.push(
      () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeIdleConnections();
          setTimeout(() => server.closeAllConnections(), 3000).unref();
        }),
    );
    if (works) undo.push(await startWorker(system, openFrameServer));
    return { url: config.port === 0 ? `http://localhost:${port}` : config.url, port, system, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openPages(programFolder: string): Promise<PageHandler> {
  const { default: createNext } = await import('next');
  const next = createNext({ dev: false, dir: programFolder });
  await next.prepare();
  return next.getRequestHandler();
}
