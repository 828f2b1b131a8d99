import type { SearchNews, TrialNews } from '@/cells/bridge/trials';
import { mostSharedBytes } from '@/cells/bridge/trials';
import type { SearchElsewhere } from '@/cells/kernel/cell-run';
import type { CheckpointIdentity } from '../checkpoint-identity';
import type { TableRead } from '../read-table';
import { writeTableFile } from '../table-file';
import {
  RunnerGone,
  type RunnerPool,
  type TrialOutcome,
  type TrialReport,
  type TrialRunner,
} from './run-search';
import { identifySearch } from './search-checkpoint';
import type { SearchPoint } from './search-space';
import type { TuneOptions } from './tune-options';

/** Takes trials to workers elsewhere, and what they came to home. */
export interface TrialExchange {
  countWorkers(): Promise<number>;
  /** Null when the person does not want it. */
  open(search: {
    readonly table: Uint8Array;
    readonly options: TuneOptions;
    readonly identity: CheckpointIdentity;
  }): Promise<string | null>;
  ask(
    searchId: string,
    ask: {
      readonly trials: readonly { readonly number: number; readonly point: SearchPoint }[];
      readonly forget: readonly number[];
    },
  ): Promise<void>;
  /** Waits for news a while, which paces whoever asks again. */
  follow(
    searchId: string,
    heard: readonly { readonly number: number; readonly step: number }[],
  ): Promise<SearchNews>;
  close(searchId: string): Promise<void>;
}

export interface ElsewhereContext extends RunnerPool {
  /** Ends it: what waits and runs elsewhere is not wanted any more. */
  readonly signal: AbortSignal;
  tell(elsewhere: SearchElsewhere): void;
}

/** Milliseconds until workers are looked for again, and until a server that did not answer is asked again. */
const lookMs = 5000;
const retryMs = 1500;
/** Answers that fail in a row before places that wait elsewhere are given to others. */
const mostSilent = 3;
/** So many places more than there are workers wait for one, so that none is idle while its answer travels. */
const waiting = 1;
/** Where a place is that no worker has taken yet. */
const waitingPlace = 'waiting for a worker';

interface Asked {
  readonly report: TrialReport;
  /** The last step that was heard of. */
  step: number;
  folds: number;
  isWaiting: boolean;
  resolve(outcome: TrialOutcome): void;
  reject(error: Error): void;
}

/**
 * Lets workers of the workspace search along: as many places are tried there as there are workers, and more when more come up. A place
 * whose worker died goes to another worker; when none is left, or the server is away, this tab tries it. Never throws: what keeps workers
 * from helping is told, and the search goes on here.
 */
export async function searchElsewhere(
  exchange: TrialExchange,
  { read, options }: { readonly read: TableRead; readonly options: TuneOptions },
  { signal, join, idle, tell }: ElsewhereContext,
): Promise<void> {
  const asked = new Map<number, Asked>();
  const forgotten = new Set<number>();
  let searchId: string | null = null;
  let workers = 0;
  let runners = 0;
  let numbers = 0;
  let silent = 0;

  const run: TrialRunner = (point, report) =>
    new Promise((resolve, reject) => {
      const id = searchId;
      if (id === null || workers === 0 || runners > workers + waiting)
        return reject(new RunnerGone('There is no worker for it.'));
      const number = ++numbers;
      asked.set(number, { report, resolve, reject, step: 0, folds: 0, isWaiting: true });
      report.onPlace(waitingPlace);
      report.signal.addEventListener('abort', () => {
        if (!asked.delete(number)) return;
        forgotten.add(number);
        reject(new Error('The trial is not wanted any more.'));
        void askFor(id, []);
      });
      void askFor(id, [{ number, point }]).then((isTaken) => {
        if (!isTaken) giveUp(number);
      });
    });

  /** Whether it was heard. What is not wanted any more goes with it. */
  async function askFor(
    id: string,
    trials: readonly { readonly number: number; readonly point: SearchPoint }[],
  ): Promise<boolean> {
    const forget = [...forgotten].slice(0, 64);
    try {
      await exchange.ask(id, { trials, forget });
      for (const number of forget) forgotten.delete(number);
      return true;
    } catch {
      return false;
    }
  }

  function giveUp(number: number): void {
    const one = asked.get(number);
    if (!asked.delete(number)) return;
    forgotten.add(number);
    one?.reject(new RunnerGone('There is no worker for it any more.'));
  }

  const loseAll = () => {
    workers = 0;
    for (const number of [...asked.keys()]) giveUp(number);
  };

  function take(news: SearchNews): void {
    workers = news.workers;
    for (const one of news.trials) {
      const known = asked.get(one.number);
      if (!known) forgotten.add(one.number);
      else if (takeTrial(known, one)) {
        asked.delete(one.number);
        forgotten.add(one.number);
      }
    }
    if (workers === 0) loseAll();
    // What no worker has begun when this tab has nothing else to do, it does itself.
    const waitingOnes = [...asked].filter(([, { isWaiting }]) => isWaiting).reverse();
    for (const [number] of waitingOnes.slice(0, idle())) giveUp(number);
    tell({ workers, notes: sayNotes(news) });
    for (let more = workers + waiting - runners; workers > 0 && more > 0 && idle() === 0; more--) {
      runners++;
      void join(run).finally(() => {
        runners--;
      });
    }
  }

  async function open(): Promise<string | null> {
    for (;;) {
      workers = await exchange.countWorkers();
      if (workers > 0 || signal.aborted) break;
      tell({ workers, notes: [noWorker] });
      await pause(lookMs, signal);
    }
    if (signal.aborted) return null;
    const table = writeTableFile(read);
    if (table.byteLength > mostSharedBytes)
      throw new Error(
        `its ${Math.round(table.byteLength / 1e6)} MB are more than the ${Math.round(mostSharedBytes / 1e6)} MB that are sent to workers`,
      );
    return exchange.open({ table, options, identity: identifySearch(read, options) });
  }

  async function follow(id: string): Promise<void> {
    while (!signal.aborted) {
      try {
        const heard = [...asked].map(([number, { step }]) => ({ number, step }));
        const news = await exchange.follow(id, heard);
        signal.throwIfAborted();
        silent = 0;
        take(news);
        if (forgotten.size > 0) await askFor(id, []);
      } catch (error) {
        if (signal.aborted || hasCode(error, 'not_found')) return; // the server knows it no more
        if (hasCode(error, 'forbidden')) throw error; // a person took back that the notebook may
        silent++;
        if (silent >= mostSilent) {
          loseAll();
          tell({ workers: 0, notes: ['The server does not answer. This tab searches alone until it does.'] });
        }
        await pause(retryMs, signal);
      }
    }
  }

  try {
    while (!signal.aborted) {
      searchId = await open();
      if (signal.aborted) return;
      if (searchId === null)
        return tell({ workers: 0, notes: ['Workers were not allowed. This tab searches alone.'] });
      await follow(searchId);
      loseAll();
    }
  } catch (error) {
    if (signal.aborted) return;
    loseAll();
    const reason = error instanceof Error ? error.message : String(error);
    tell({
      workers: 0,
      notes: [`Workers cannot search along: ${reason.replace(/\.$/, '')}. This tab searches alone.`],
    });
  } finally {
    if (searchId !== null) void exchange.close(searchId).catch(() => {});
  }
}

const noWorker = 'No worker of the workspace is up. This tab searches alone.';

function sayNotes({ workers, refusals }: SearchNews): string[] {
  const said = refusals.map(({ worker, reason }) => `The worker ${worker} cannot search along: ${reason}`);
  return workers === 0 && said.length === 0 ? [noWorker] : said;
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** Hands on what is new. Whether the trial is at its end. */
function takeTrial(asked: Asked, { worker, steps, folds, end }: TrialNews): boolean {
  const { report } = asked;
  asked.isWaiting = worker === null;
  report.onPlace(worker ?? waitingPlace);
  // A trial that went to another worker tells the same steps again, and so does a report whose answer was lost.
  const fresh = steps.filter(({ step }) => {
    if (step <= asked.step) return false;
    asked.step = step;
    return true;
  });
  if (fresh.length > 0) report.onSteps(fresh);
  if (folds && folds.length > asked.folds) {
    asked.folds = folds.length;
    report.onFolds(folds);
  }
  if (!end) return false;
  if ('problem' in end) asked.reject(new Error(end.problem));
  else asked.resolve(end);
  return true;
}

/** Ends early, and quietly, when it is not waited for any more. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
