import type { Metrics } from '../model';
import type { TrialFold } from './fold-figures';
import type { Sampler } from './sampler';
import type { SearchPoint } from './search-space';
import type { HalvingOptions } from './successive-halving';
import type { Rung, Trial } from './trial';
import { watchTrial } from './watch-trial';

/** What a runner found at one place. */
export interface TrialOutcome {
  readonly value: number;
  readonly steps: number;
  /** Where it was trained on folds; `value` is their mean. */
  readonly folds?: readonly TrialFold[];
  /** Of one that was tried elsewhere. */
  readonly durationMs?: number;
}

export interface TrialReport {
  /** Tells who tries it, where that is not this tab. */
  onPlace(place: string): void;
  /**
   * Tells steps as they end, in their order.
   * @returns whether the trial is still wanted
   */
  onSteps(steps: readonly { readonly step: number; readonly metrics: Metrics }[]): boolean;
  /**
   * Tells the folds that are finished, all of them each time.
   * @returns whether the trial is still wanted
   */
  onFolds(folds: readonly TrialFold[]): boolean;
  /** Aborted when the trial is not wanted any more. */
  readonly signal: AbortSignal;
}

/** Thrown by a runner that has not tried its place and will try no more: the place goes to another. */
export class RunnerGone extends Error {
  override readonly name = 'RunnerGone';
}

/** Tries one place at a time. Several runners make a search parallel. */
export type TrialRunner = (point: SearchPoint, report: TrialReport) => Promise<TrialOutcome>;

export interface RunnerPool {
  /** Has a runner try places from now on; done when there are none for it, or it has gone. */
  join(runner: TrialRunner): Promise<void>;
  /** How many of the search's own runners have nothing to try. What a runner that goes had not tried, they try. */
  idle(): number;
}

export interface SearchInput {
  readonly sampler: Sampler;
  readonly runners: readonly TrialRunner[];
  /** For runners that come and go while the search goes on. */
  readonly later?: (pool: RunnerPool) => void;
  /** How many trials there are in the end, earlier ones included. */
  readonly trials: number;
  /** Milliseconds after which no trial begins and running ones end. */
  readonly budgetMs?: number;
  readonly better: 'lower' | 'higher';
  /** Without it every trial runs to its end. */
  readonly halving?: HalvingOptions;
  /** Trials that have ended before, from which the search goes on. */
  readonly earlier?: readonly Trial[];
}

export interface SearchContext {
  /** Ends the search: running trials are dropped, ended ones are kept. */
  readonly signal: AbortSignal;
  /** Told after every change; the list is a new one each time. */
  onChange(trials: readonly Trial[]): void;
  now?(): number;
}

/** Where trial `number` looks. */
interface Place {
  readonly number: number;
  readonly point: SearchPoint;
}

/** Of trials at the start that failed, without one that did not, after which the search gives up. */
const mostFailures = 5;

/**
 * Tries places until there are enough, the time is up, none is left, or the person ends it. With one runner the same input gives the
 * same trials; with several, their order depends on who is quicker.
 * @returns the ended trials, in the order of their beginning
 * @throws Error of the first trials when all of them failed
 */
export async function runSearch(
  { sampler, runners, later, trials: wanted, budgetMs, better, halving, earlier = [] }: SearchInput,
  { signal, onChange, now = () => performance.now() }: SearchContext,
): Promise<readonly Trial[]> {
  const trials: Trial[] = earlier.filter(({ state }) => state !== 'running').slice(0, wanted);
  const ending = new AbortController();
  const end = () => ending.abort();
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  const timer = budgetMs === undefined ? undefined : setTimeout(end, budgetMs);
  let number = Math.max(0, ...trials.map((trial) => trial.number));

  const toLoss = (value: number) => (better === 'lower' ? value : -value);
  const put = (trial: Trial) => {
    const index = trials.findIndex((one) => one.number === trial.number);
    if (index < 0) trials.push(trial);
    else trials[index] = trial;
    onChange([...trials]);
  };
  const isHopeless = () =>
    trials.filter(({ state }) => state === 'failed').length >= mostFailures &&
    trials.every(({ state }) => state === 'failed' || state === 'running');

  const isEnding = () => ending.signal.aborted || isHopeless();
  const working: Promise<void>[] = [];
  let isOver = false;
  /** Those whose runners have gone. */
  const untried: Place[] = [];
  const idle: TrialRunner[] = [];

  function start(runner: TrialRunner): Promise<void> {
    const done = work(runner);
    working.push(done);
    return done;
  }

  async function work(runner: TrialRunner): Promise<void> {
    while (!isEnding()) {
      const place = untried.shift() ?? findPlace();
      if (!place) {
        if (runners.includes(runner)) idle.push(runner);
        return;
      }
      const trial = await runTrial(runner, place);
      if (trial === 'untried') {
        const free = idle.pop();
        if (free) void start(free);
        return;
      }
      if (trial) put(trial);
    }
  }

  function findPlace(): Place | undefined {
    if (trials.length >= wanted) return undefined;
    const point = sampler.suggest(trials, number + 1);
    if (!point) return undefined;
    number += 1;
    return { number, point };
  }

  /** Undefined when the search ended before the trial did. */
  async function runTrial(
    runner: TrialRunner,
    { number: mine, point }: Place,
  ): Promise<Trial | 'untried' | undefined> {
    let startedAt = now();
    const unwanted = new AbortController();
    const stop = () => unwanted.abort();
    ending.signal.addEventListener('abort', stop);
    let trial: Trial = { number: mine, state: 'running', ...point, steps: 0, durationMs: 0, rungs: [] };
    put(trial);
    const elapsed = () => now() - startedAt;
    const watch =
      halving && watchTrial(halving, point.branch, () => trials.filter((one) => one.number !== mine));
    const isWanted = () => trial.state === 'running' && !ending.signal.aborted;
    /** Judges by what the watch has seen; `at` says how far the trial came, to the rung at which it ended. */
    const advance = (at: (rung: Rung | undefined) => Partial<Trial>): boolean => {
      const rungs = watch?.rungs() ?? [];
      const isPruned = watch?.isPruned() ?? false;
      trial = {
        ...trial,
        rungs,
        state: isPruned ? 'pruned' : 'running',
        durationMs: elapsed(),
        ...at(isPruned ? rungs.at(-1) : undefined),
      };
      put(trial);
      if (isPruned) unwanted.abort();
      return !isPruned;
    };
    try {
      const outcome = await runner(point, {
        signal: unwanted.signal,
        onPlace(place) {
          if (!isWanted()) return;
          if (place === trial.place) return;
          // Its time is that of whoever tries it, without the waiting.
          startedAt = now();
          trial = { ...trial, place, durationMs: 0 };
          put(trial);
        },
        onSteps(steps) {
          if (!isWanted()) return false;
          watch?.seeSteps(steps);
          return advance((rung) => ({ steps: rung?.step ?? steps.at(-1)?.step ?? trial.steps }));
        },
        onFolds(folds) {
          if (!isWanted()) return false;
          watch?.seeFolds(folds.map(({ value }) => toLoss(value)));
          return advance((rung) => {
            const seen = folds.slice(0, rung?.step);
            return {
              foldValues: seen.map(({ value }) => value),
              steps: seen.reduce((sum, { steps }) => sum + steps, 0),
            };
          });
        },
      });
      if (isPruned(trial)) return { ...trial, durationMs: elapsed() };
      if (ending.signal.aborted) return drop(mine);
      const { value, steps, durationMs = elapsed() } = outcome;
      if (!Number.isFinite(value))
        throw new Error(
          'The metric is not a number: the training came apart, or is undefined on these rows.',
        );
      return { ...trial, state: 'complete', value, loss: toLoss(value), steps, durationMs };
    } catch (error) {
      if (isPruned(trial)) return { ...trial, durationMs: elapsed() };
      if (ending.signal.aborted) return drop(mine);
      if (error instanceof RunnerGone) {
        // At once with the drop: nobody may take another place for this one meanwhile.
        untried.push({ number: mine, point });
        drop(mine);
        return 'untried';
      }
      const problem = error instanceof Error ? error.message : String(error);
      return { ...trial, state: 'failed', problem, durationMs: elapsed() };
    } finally {
      ending.signal.removeEventListener('abort', stop);
    }
  }

  function drop(gone: number): undefined {
    trials.splice(
      trials.findIndex((one) => one.number === gone),
      1,
    );
    onChange([...trials]);
  }

  try {
    onChange([...trials]);
    for (const runner of runners) void start(runner);
    later?.({ join: (runner) => (isOver ? Promise.resolve() : start(runner)), idle: () => idle.length });
    // Others begin while those are awaited.
    for (let awaited = 0; awaited < working.length; ) {
      const begun = working.slice(awaited);
      awaited = working.length;
      await Promise.all(begun);
    }
  } finally {
    isOver = true;
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
  if (isHopeless()) throw new Error(sayFailure(trials));
  return trials.toSorted((a, b) => a.number - b.number);
}

/** A function, for the compiler takes a state that a callback changed for the one it was. */
const isPruned = ({ state }: Trial): boolean => state === 'pruned';

/** The best of the trials that ended; undefined when none did. The earlier of equal ones. */
export function findBest(trials: readonly Trial[]): Trial | undefined {
  return trials
    .filter(({ state }) => state === 'complete')
    .toSorted((a, b) => (a.loss ?? 0) - (b.loss ?? 0) || a.number - b.number)[0];
}

function sayFailure(trials: readonly Trial[]): string {
  const [first] = trials.filter(({ state }) => state === 'failed');
  return `The first ${trials.filter(({ state }) => state === 'failed').length} trials failed. Trial ${first?.number ?? 1}: ${first?.problem ?? 'unknown reason'}`;
}
