import type { RunScope } from '@/cells/kernel/kernel';
import { createPredictionLog, type PredictionLog } from './prediction-log';
import { type LogWindow, toInstants } from './prediction-window';
import type { StandardLibraryServices } from './services';

export interface FollowOptions {
  /** Seconds between two looks, 2 at least. */
  readonly everySeconds?: number;
}

interface FollowNeeds
  extends Pick<StandardLibraryServices, 'request' | 'engine'>,
    Pick<RunScope, 'signal' | 'warn'> {
  readonly name: string;
  /** Waits between two looks. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** News of more rows than this are written into the window anew, so that each look stays small. */
const mostNews = 20_000;
/** Links to windows last two hours. */
const longestMs = 60 * 60_000;
/** What was answered just before the window was written may reach the log just after. */
const overlapMs = 10_000;

/**
 * The log as it grows: the window once, then only rows and labels that have come since. Looks at even steps while the page is visible,
 * and gives nothing where nothing has come. Ends with the cell.
 */
export async function* followLog(
  model: string,
  { everySeconds = 10, deployment, ...window }: LogWindow & FollowOptions,
  { request, engine, signal, warn, name, wait = pause }: FollowNeeds,
): AsyncGenerator<PredictionLog> {
  const pauseMs = Math.max(2, Number(everySeconds) || 10) * 1000;
  for (;;) {
    const writtenAt = Date.now();
    const rows = await request('predictions.open', { model, ...toInstants(window, writtenAt) });
    const handle = (news?: typeof rows) =>
      createPredictionLog(
        { model, ...toInstants(window, Date.now()), deployment, name, rows, news },
        { engine, signal, warn },
      );
    yield handle();
    const since = new Date(writtenAt - overlapMs).toISOString();
    let known = await newsMark(rows, { engine, signal, name, since });
    for (let isOld = false; !isOld; ) {
      await wait(pauseMs, signal);
      await untilVisible(signal);
      // Without a connection nothing has come; the next look asks again.
      const news = await request('predictions.open', {
        model,
        ...toInstants(window, Date.now()),
        since,
      }).catch(() => undefined);
      signal.throwIfAborted();
      isOld = Date.now() - writtenAt > longestMs || (news?.rows ?? 0) > mostNews;
      if (!news || isOld) continue;
      const mark = await newsMark(news, { engine, signal, name, since });
      if (mark === known) continue;
      known = mark;
      yield handle(news);
    }
  }
}

/** What tells two states of the news apart: how many rows and labels there are since then. */
async function newsMark(
  { database }: { database: string },
  { engine, signal, name, since }: Pick<FollowNeeds, 'engine' | 'signal' | 'name'> & { since: string },
): Promise<string> {
  const table = await engine.query(
    `SELECT count(*) FILTER (predicted_at >= $1)::DOUBLE AS rows, max(labelled_at)::VARCHAR AS labelled, count(labelled_at) FILTER (labelled_at >= $1)::DOUBLE AS labels FROM ${name}_seen`,
    [new Date(since)],
    { signal, databases: { [`${name}_seen`]: database } },
  );
  return JSON.stringify(table.get(0));
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}

/** Resolves when somebody can see the page. */
function untilVisible(signal: AbortSignal): Promise<void> {
  if (typeof document === 'undefined' || document.visibilityState === 'visible') return Promise.resolve();
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!signal.aborted && document.visibilityState !== 'visible') return;
      document.removeEventListener('visibilitychange', look);
      signal.removeEventListener('abort', look);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
  });
}
