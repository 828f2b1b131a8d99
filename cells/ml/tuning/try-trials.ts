import type { TrialAdvance, TrialEnd } from '@/cells/bridge/trials';
import type { CheckpointIdentity } from '../checkpoint-identity';
import type { TableRead } from '../read-table';
import type { WorkerCalls } from '../worker-calls';
import { identifySearch } from './search-checkpoint';
import type { SearchPoint } from './search-space';
import { createSearchWorker, type SearchWorker } from './search-worker';
import type { TuneOptions } from './tune-options';

interface HeldTrial {
  readonly number: number;
  /** Whose turn with this trial it is: told again with every report. */
  readonly fence: number;
}

/** Where trials come from, and what they come to goes. */
export interface TrialSource {
  /** Null when there is none to wait for. */
  next(): Promise<(HeldTrial & { readonly point: SearchPoint }) | null>;
  report(report: HeldTrial & TrialAdvance): Promise<{ readonly wanted: boolean }>;
  end(end: HeldTrial & TrialAdvance & { readonly end: TrialEnd }): Promise<unknown>;
}

interface SharedSearch {
  readonly read: TableRead;
  readonly options: TuneOptions;
  /** What the tab that leads the search has. */
  readonly identity: CheckpointIdentity;
}

/** How often a trial is told of: who is silent for a heartbeat has lost it. */
const usualPauseMs = 1000;
/** What could not be told is told again so often, each time a pause later than before. */
const mostTries = 4;

/**
 * Tries the trials of a search that another tab leads, one after another in one worker, just as that tab would: the same options on the
 * same table give the same bits.
 * @throws Error in words when table, options or engines are not those of the tab, or no trial can be trained here
 */
export async function tryTrials(
  startWorker: () => Promise<WorkerCalls>,
  { read, options, identity }: SharedSearch,
  source: TrialSource,
  pauseMs = usualPauseMs,
): Promise<void> {
  const mine = identifySearch(read, options);
  for (const part of ['engine', 'options', 'data'] as const)
    if (mine[part] !== identity[part]) throw new Error(refusals[part]);
  const worker = createSearchWorker(startWorker, { read, options });
  try {
    await worker.open();
    for (let trial = await source.next(); trial; trial = await source.next())
      await tryOne(worker, trial, source, pauseMs);
  } finally {
    worker.end(new Error('There are no more trials.'));
  }
}

const refusals = {
  engine: 'It has other versions of the learners than this tab. Reload the page, or start the worker anew.',
  options: 'It reads the options of this search in another way than this tab. Start the worker anew.',
  data: 'The table did not arrive as it was sent.',
};

async function tryOne(
  worker: SearchWorker,
  { number, fence, point }: HeldTrial & { readonly point: SearchPoint },
  source: TrialSource,
  pauseMs: number,
): Promise<void> {
  const held = { number, fence };
  const unwanted = new AbortController();
  let advance: TrialAdvance = { steps: [] };
  const take = () => {
    const taken = advance;
    advance = { steps: [] };
    return taken;
  };
  const startedAt = performance.now();
  let telling = Promise.resolve();
  const timer = setInterval(() => {
    // One after another; a trial that cannot be told of is dropped, and taken anew when its lease has run out.
    telling = telling.then(async () => {
      if (unwanted.signal.aborted) return;
      const report = { ...held, ...take() };
      const answer = await insist(() => source.report(report), pauseMs).catch(() => ({ wanted: false }));
      if (!answer.wanted) unwanted.abort();
    });
  }, pauseMs);
  try {
    const end = await worker
      .run(point, {
        signal: unwanted.signal,
        onPlace() {},
        onSteps(steps) {
          advance = { ...advance, steps: [...advance.steps, ...steps] };
          return !unwanted.signal.aborted;
        },
        onFolds(folds) {
          advance = { ...advance, folds: [...folds] };
          return !unwanted.signal.aborted;
        },
      })
      .catch((error: unknown) => ({
        problem: (error instanceof Error ? error.message : String(error)).slice(0, 2000),
      }));
    clearInterval(timer);
    await telling;
    if (unwanted.signal.aborted) return;
    const told = { ...held, ...take(), end: toEnd(end, startedAt) };
    await insist(() => source.end(told), pauseMs);
  } finally {
    clearInterval(timer);
  }
}

async function insist<T>(tell: () => Promise<T>, pauseMs: number): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await tell();
    } catch (error) {
      if (tries >= mostTries) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, tries * pauseMs));
  }
}

const toEnd = (
  end: Awaited<ReturnType<SearchWorker['run']>> | { problem: string },
  startedAt: number,
): TrialEnd =>
  'problem' in end
    ? end
    : { ...end, folds: end.folds && [...end.folds], durationMs: performance.now() - startedAt };
