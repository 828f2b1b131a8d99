import type { Log } from '../log';

let isSurviving = false;

/**
 * Playwright throws outside of every call when a browser dies between two of its messages about one page (“Cannot find parent object
 * page@… to create …”). Nobody can catch that, and it would end this process with all else that it does; the run itself hears of the
 * death by its context. Any other error ends the process as before.
 */
export function surviveBrowsers(log: Pick<Log, 'warn'>): void {
  if (isSurviving) return;
  isSurviving = true;
  const onError = (error: unknown) => {
    if (isOfLostBrowser(error)) return log.warn('A browser ended in the middle of a message', { error });
    // Whoever listens beside decides; alone it is as if nobody did.
    if (process.listenerCount('uncaughtException') > 1) return;
    process.off('uncaughtException', onError);
    throw error;
  };
  process.on('uncaughtException', onError);
}

/** What its connection says of an object that was gone before it was told. */
const ofLostObject = /^(Cannot find (parent )?object|Unknown new child|Object with guid)/;

const isOfLostBrowser = (error: unknown): boolean =>
  error instanceof Error && ofLostObject.test(error.message) && /playwright-core/.test(error.stack ?? '');
