import type { BrowserContext } from 'playwright-core';
import type { System } from '../context';
import { AppError } from '../errors';
import type { FrameServer, OpenFrameServer } from '../frames';
import { findChromium } from './find-chromium';
import { type LaunchedBrowser, launchChromium } from './launch-chromium';

/** One warm browser with the little server that feeds it; a context of its own for each execution. */
export interface WarmBrowser {
  readonly origin: string;
  /** As it names itself: `143.0.7499.0`. */
  readonly version: string;
  newContext(): Promise<BrowserContext>;
}

interface Running {
  readonly launched: LaunchedBrowser;
  readonly server: FrameServer;
}

/** The browser belongs to its system, and lives as long: a process has one of each. */
const running = new WeakMap<System['config'], Promise<Running>>();
const openers = new WeakMap<System['config'], OpenFrameServer>();

/** Says how this system feeds its frames; once, before the first run. */
export function provideFrames(system: System, open: OpenFrameServer): void {
  openers.set(system.config, open);
}

/** The warm browser, started at first use and again after it crashed. Throws AppError unavailable when none can be had. */
export async function warmBrowser(system: System): Promise<WarmBrowser> {
  const { launched, server } = await (running.get(system.config) ?? start(system));
  return {
    origin: server.origin,
    version: launched.browser.version(),
    newContext: () =>
      launched.browser.newContext({
        viewport: { width: 680, height: 900 },
        deviceScaleFactor: 2,
        colorScheme: 'light',
        reducedMotion: 'reduce',
        locale: 'en-GB',
        timezoneId: 'UTC',
        acceptDownloads: false,
        serviceWorkers: 'block',
      }),
  };
}

function start(system: System): Promise<Running> {
  const starting = open(system);
  running.set(system.config, starting);
  const forget = () => {
    if (running.get(system.config) === starting) running.delete(system.config);
  };
  starting.then(({ launched, server }) => {
    launched.browser.once('disconnected', () => {
      forget();
      void server.close();
    });
  }, forget);
  return starting;
}

async function open(system: System): Promise<Running> {
  const openFrameServer = openers.get(system.config);
  if (!openFrameServer)
    throw new AppError('internal', 'Nothing feeds the frames of this process: provideFrames was not called.');
  const launched = await launchChromium(await findChromium(system.config));
  system.log.info(`Notebooks run in Chromium ${launched.browser.version()}.`);
  try {
    return { launched, server: await openFrameServer(system) };
  } catch (error) {
    await launched.close();
    throw error;
  }
}

/** Ends the browser, if there is one; the process calls it when it stops. */
export async function closeBrowser(system: System): Promise<void> {
  const current = running.get(system.config);
  if (!current) return;
  running.delete(system.config);
  const { launched, server } = await current.catch(() => ({ launched: undefined, server: undefined }));
  await launched?.close();
  await server?.close();
}
