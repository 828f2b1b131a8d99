import type { BrowserContext } from 'playwright-core';
import type { System } from '../context';
import { AppError } from '../errors';
import type { FrameServer, OpenFrameServer } from '../frames';
import { findChromium } from './find-chromium';
import { type LaunchedBrowser, launchChromium } from './launch-chromium';
import { memoryOfPages } from './memory-of-pages';
import { surviveBrowsers } from './survive-browsers';

/** One warm browser with the little server that feeds it; a context of its own for each execution. */
export interface WarmBrowser {
  readonly origin: string;
  /** As it names itself: `143.0.7499.0`. */
  readonly version: string;
  newContext(): Promise<BrowserContext>;
  /** Bytes that the pages of this browser hold in memory; undefined where the machine does not tell. */
  memory(): Promise<number | undefined>;
  /** It is not to be used again, and ends: the next run has a fresh one. */
  retire(): Promise<void>;
}

/**
 * Which runs share a browser. Notebooks that run by themselves have one of their own, one at a time in it: so what its pages hold is
 * theirs, and ending it ends nothing else.
 */
export type BrowserUse = 'execution' | 'check';

/** A browser that has served so many runs, or holds so much between two of them, is replaced: it leaks. */
const mostRuns = 100;
const mostIdleBytes = 1_200_000_000;

interface Running {
  readonly launched: LaunchedBrowser;
  readonly server: FrameServer;
  runs: number;
  /** It is not to be used again. */
  isOver: boolean;
}

/** The browsers belong to their system, and live as long: a process has one of each use. */
const running = new WeakMap<System['config'], Map<BrowserUse, Promise<Running>>>();
const openers = new WeakMap<System['config'], OpenFrameServer>();

/** Says how this system feeds its frames; once, before the first run. */
export function provideFrames(system: System, open: OpenFrameServer): void {
  openers.set(system.config, open);
}

/** The warm browser, started at first use and again after it crashed, leaked or hung. Throws AppError unavailable when none can be had. */
export async function warmBrowser(system: System, use: BrowserUse = 'check'): Promise<WarmBrowser> {
  const chosen = await choose(system, use);
  const { launched, server } = chosen;
  const { browser } = launched;
  return {
    origin: server.origin,
    version: browser.version(),
    newContext: () =>
      browser.newContext({
        viewport: { width: 680, height: 900 },
        deviceScaleFactor: 2,
        colorScheme: 'light',
        reducedMotion: 'reduce',
        locale: 'en-GB',
        timezoneId: 'UTC',
        acceptDownloads: false,
        serviceWorkers: 'block',
      }),
    memory: () => memoryOfPages(browser),
    async retire() {
      chosen.isOver = true;
      await launched.close();
    },
  };
}

/** Of two runs that come when a browser is over, the second finds what the first has started. */
async function choose(system: System, use: BrowserUse): Promise<Running> {
  const known = browsersOf(system).get(use);
  if (!known) return start(system, use);
  const browser = await known;
  browser.runs += 1;
  if (!browser.isOver && !(await isSpent(browser))) return browser;
  if (browsersOf(system).get(use) === known) browsersOf(system).delete(use);
  await browser.launched.close().catch(() => {}); // it may be gone already
  return choose(system, use);
}

const browsersOf = (system: System) => {
  const known = running.get(system.config) ?? new Map<BrowserUse, Promise<Running>>();
  running.set(system.config, known);
  return known;
};

/** A browser in which others still run goes on, whatever it holds. */
const isSpent = async ({ runs, launched: { browser } }: Running): Promise<boolean> =>
  browser.contexts().length === 0 &&
  (runs > mostRuns || ((await memoryOfPages(browser)) ?? 0) > mostIdleBytes);

function start(system: System, use: BrowserUse): Promise<Running> {
  const starting = open(system);
  browsersOf(system).set(use, starting);
  const forget = () => {
    if (browsersOf(system).get(use) === starting) browsersOf(system).delete(use);
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
  surviveBrowsers(system.log);
  const launched = await launchChromium(await findChromium(system.config));
  system.log.info(`Notebooks run in Chromium ${launched.browser.version()}.`);
  try {
    return { launched, server: await openFrameServer(system), runs: 1, isOver: false };
  } catch (error) {
    await launched.close();
    throw error;
  }
}

/** Ends the browsers, if there are any; the process calls it when it stops. */
export async function closeBrowser(system: System): Promise<void> {
  const all = [...browsersOf(system).values()];
  browsersOf(system).clear();
  for (const current of all) {
    const { launched, server } = await current.catch(() => ({ launched: undefined, server: undefined }));
    await launched?.close();
    await server?.close();
  }
}
