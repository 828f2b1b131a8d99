import { chmodSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Config } from './config';
import type { System } from './context';
import { openEmbedded, openPostgres } from './db/open-database';
import { createHttpApp } from './http/app';
import { openFrameServer } from './http/frame-server';
import { healthRoutes } from './http/health-routes';
import { createRequestHandler, openPort, type PageHandler } from './http/listen';
import { openLiveNotebooks } from './http/live/open-live-notebooks';
import { lockFolder } from './lock';
import { createLog } from './log';
import { mailOptionsOf } from './mail/options-of';
import { createMail } from './mail/transport';
import { createMetrics } from './metrics';
import { createQueue } from './queue/pg-boss-queue';
import { readOrCreateSecret } from './secret';
import { ensureBuiltInActors } from './services/auth';
import { shareLogOf } from './serving';
import { openStorage } from './storage/open-storage';
import { removeAbandoned } from './storage/remove-abandoned';
import { startWorker } from './worker';
import { jobTypes } from './worker/job-types';

export interface StartOptions {
  /** Folder of the program: migrations and built pages are found from here. */
  readonly programFolder: string;
  /** Serve the pages too (Next, built). Tests of the interfaces for programs leave it out. */
  readonly pages: boolean;
  readonly log?: System['log'];
  readonly now?: () => Date;
  /** Look regularly at what may be due: yes. Where `now` is a clock that is set, whoever sets it looks. */
  readonly looks?: boolean;
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
    const port = await openPort(given);
    undo.push(() => port.close());
    const config: Config = {
      ...given,
      secret: given.secret || readOrCreateSecret(given.dataFolder),
      // Port 0 asks the system for a free one.
      ...(given.port === 0 && { port: port.port, url: `http://localhost:${port.port}` }),
    };

    // The embedded database belongs to one process, so what is there now is a dead one's; others may share the folder otherwise.
    const abandoned = Date.now() - (config.databaseUrl ? 86_400_000 : 0);
    await removeAbandoned(join(config.dataFolder, 'temporary'), abandoned);
    const migrations = join(options.programFolder, 'migrations');
    const pages = options.pages && config.role !== 'worker' ? openPages(options.programFolder) : undefined;
    // Awaited below; a failure of the database is told first.
    pages?.catch(() => {});
    const opened = config.databaseUrl
      ? await openPostgres(config.databaseUrl, migrations, (error) =>
          log.error('A connection to the database broke', { error }),
        )
      : await openEmbedded(config.dataFolder, migrations);
    undo.push(() => opened.close());
    // Added to while the system runs; done when nothing new comes in and before the database closes.
    const hooks: (() => unknown)[] = [];
    undo.push(async () => {
      for (const hook of hooks.reverse()) await hook();
    });

    const works = config.role !== 'web';
    const { heartbeatSeconds } = config;
    const metrics = createMetrics({ ofProcess: true });
    const queue = await createQueue({
      ...{ opened, log, metrics, heartbeatSeconds },
      supervise: works,
      types: jobTypes,
    });
    undo.push(() => queue.stop());
    const system: System = {
      config,
      db: opened.db,
      storage: await openStorage(config, log),
      queue,
      mail: createMail(mailOptionsOf(config)),
      log,
      metrics,
      now: options.now ?? (() => new Date()),
      onClose: (hook) => hooks.push(hook),
    };
    await ensureBuiltInActors(system);

    const stopSharing = shareLogOf(system);
    if (stopSharing) system.onClose(stopSharing);

    const app =
      config.role === 'worker'
        ? createHttpApp(system, healthRoutes(system), { api: false })
        : createHttpApp(system);
    port.answer(createRequestHandler(system, app, await pages));
    if (config.role !== 'worker') {
      const live = openLiveNotebooks(system);
      port.upgrade(live.upgrade);
      system.onClose(live.close);
    }
    // Closing begins with what comes in, and ends with what holds the data.
    undo.push(() => port.close());
    if (works) system.onClose(await startWorker(system, openFrameServer, options));
    return { url: config.url, port: port.port, system, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openPages(programFolder: string): Promise<PageHandler> {
  const { default: createNext } = await import('next');
  // Next would end every WebSocket of the server it finds: this one, which listens nowhere, is for it.
  const next = createNext({ dev: false, dir: programFolder, quiet: true, httpServer: createServer() });
  await next.prepare();
  return next.getRequestHandler();
}
