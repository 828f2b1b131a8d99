import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from './config';
import { actingAs, type Context, type System } from './context';
import type { OpenDatabase } from './db/open-database';
import { openMemoryDatabase } from './db/testing';
import { silentLog } from './log';
import { mailOptionsOf } from './mail/options-of';
import { createMail } from './mail/transport';
import { createMetrics } from './metrics';
import { createQueue } from './queue/pg-boss-queue';
import { actorOf, ensureBuiltInActors, localOwnerId } from './services/auth';
import { openStorage } from './storage/open-storage';
import { jobTypes } from './worker/job-types';

/** A whole system for tests: real engine, real storage in a folder of its own, real queue; nothing is served. */
export interface TestSystem {
  readonly system: System;
  /** Acting as the local owner. */
  readonly context: Context;
  readonly folder: string;
  /** Sets the clock; it stands still until set again. */
  setTime(time: Date): void;
  close(): Promise<void>;
}

export async function openTestSystem(
  options: { open?: () => Promise<OpenDatabase>; config?: Partial<Config> } = {},
): Promise<TestSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'cellar-test-'));
  const opened = await (options.open ?? openMemoryDatabase)();
  const log = silentLog;
  const metrics = createMetrics();
  const queue = await createQueue({
    opened,
    log,
    metrics,
    types: jobTypes,
    supervise: false,
    heartbeatSeconds: 30,
  });
  const hooks: (() => unknown)[] = [];
  let time: Date | undefined;
  const config = {
    ...readConfig({ CELLAR_DATA: folder, PORT: '0' }, folder),
    secret: 'a secret for tests, 32 characters',
    ...options.config,
  };
  const system: System = {
    config,
    db: opened.db,
    storage: await openStorage(config, log),
    queue,
    mail: createMail(mailOptionsOf(config)),
    log,
    metrics,
    now: () => time ?? new Date(),
    onClose: (hook) => hooks.push(hook),
  };
  await ensureBuiltInActors(system);
  return {
    system,
    context: actingAs(system, await actorOf(system, localOwnerId)),
    folder,
    setTime: (next) => {
      time = next;
    },
    async close() {
      for (const hook of hooks.reverse()) await hook();
      await queue.stop();
      await opened.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
