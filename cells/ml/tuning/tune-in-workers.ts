import type { SearchElsewhere } from '@/cells/kernel/cell-run';
import type { RunScope } from '@/cells/kernel/kernel';
import type { TrainingCheckpoints } from '../checkpoint';
import type { TableRead } from '../read-table';
import type { WorkerCalls } from '../worker-calls';
import { planWorkers } from './plan-workers';
import { findBest, runSearch } from './run-search';
import { identifySearch, openSearchCheckpoint } from './search-checkpoint';
import { searchElsewhere, type TrialExchange } from './search-elsewhere';
import { createSearchWorker } from './search-worker';
import type { SearchedTask } from './train-trials';
import type { Trial } from './trial';
import { type TuneOptions, toTrainOptions } from './tune-options';
import { createSampler, settingsAt, type Tuning, toHalving } from './tuning';

const millisecondsBetweenSteps = 200;
/** Searches whose trials are remembered. */
const mostKept = 20;

export interface Tuner {
  /**
   * Searches in as many workers as memory has room for, each with its own copy of the table.
   * A first stop ends the search, and the best so far counts. Asked again for the same search on the same data it goes on where it was;
   * another seed begins anew. With `checkpoints` that outlives the tab.
   * @throws Error in words when data or options cannot be searched, or no trial ended
   */
  search(
    read: TableRead,
    options: TuneOptions,
    scope: RunScope,
    checkpoints?: TrainingCheckpoints,
  ): Promise<Tuning>;
}

export interface TunerServices {
  startWorker(): Promise<WorkerCalls>;
  /** Trainings that this machine can run at once. */
  readonly processors: number;
  /** Bytes that all of them may take together. */
  readonly memory: number;
  /** To the workers of the workspace, where there is a way to them. */
  readonly exchange?: TrialExchange;
}

export function createTuner({ startWorker, processors, memory, exchange }: TunerServices): Tuner {
  const kept = new Map<string, readonly Trial[]>();
  return {
    async search(read, options, scope, checkpoints) {
      const identity = identifySearch(read, options);
      const key = JSON.stringify(identity);
      const checkpoint = checkpoints && openSearchCheckpoint(identity, options.trials, checkpoints);
      const earlier = [kept.get(key) ?? [], checkpoint?.earlier ?? []].reduce((a, b) =>
        b.length > a.length ? b : a,
      );
      const stop = new AbortController();
      const over = new AbortController();
      scope.onFinish?.(() => stop.abort());
      const { workers: atOnce, note } = planWorkers(read.columns, options, { processors, memory });
      const workers = Array.from({ length: atOnce }, () =>
        createSearchWorker(startWorker, { read, options }),
      );
      const end = () => {
        over.abort();
        // First, or trials would fail for want of workers and be remembered so.
        stop.abort();
        for (const worker of workers) worker.end(scope.signal.reason ?? new Error('The search has ended.'));
      };
      scope.signal.addEventListener('abort', end, { once: true });
      try {
        scope.signal.throwIfAborted();
        scope.progress({ message: 'Handing out the table' });
        const [task] = await Promise.all(workers.map((worker) => worker.open()));
        scope.signal.throwIfAborted();
        if (!task) throw new Error('No worker could be started.');
        const startedAt = performance.now();
        const isWorthTelling = createTeller();
        let elsewhere: SearchElsewhere | undefined;
        let latest: readonly Trial[] = [];
        const tell = () =>
          scope.progress(sayProgress(latest, { ...task, elsewhere }, { options, startedAt }));
        const trials = await runSearch(
          {
            ...task,
            sampler: createSampler(options),
            runners: workers.map(({ run }) => run),
            later(pool) {
              if (options.where === 'tab') return;
              if (!exchange) {
                elsewhere = {
                  workers: 0,
                  notes: ['Nobody leads workers from here: it is searched here alone.'],
                };
                return tell();
              }
              void searchElsewhere(
                exchange,
                { read, options },
                {
                  signal: over.signal,
                  ...pool,
                  tell(now) {
                    if (JSON.stringify(now) === JSON.stringify(elsewhere)) return;
                    elsewhere = now;
                    if (!over.signal.aborted) tell();
                  },
                },
              );
            },
            trials: options.trials,
            budgetMs: options.seconds && options.seconds * 1000,
            halving: toHalving(options),
            earlier,
          },
          {
            signal: stop.signal,
            onChange(now) {
              remember(kept, key, now);
              checkpoint?.see(now);
              latest = now;
              if (isWorthTelling(now)) tell();
            },
          },
        );
        scope.signal.throwIfAborted();
        const best = findBest(trials);
        if (!best) throw new Error(sayNothing(trials));
        const settings = toTrainOptions(options, settingsAt(options, best));
        return { method: options.method, searched: task, trials, best: best.number, settings, note };
      } finally {
        scope.signal.removeEventListener('abort', end);
        end();
      }
    },
  };
}

/** Steps of many workers are told together; a trial that begins or ends is told at once. */
function createTeller(): (trials: readonly Trial[]) => boolean {
  let toldAt = Number.NEGATIVE_INFINITY;
  let told = '';
  return (trials) => {
    const states = trials.map(({ state }) => state).join();
    if (states === told && performance.now() - toldAt < millisecondsBetweenSteps) return false;
    told = states;
    toldAt = performance.now();
    return true;
  };
}

function remember(kept: Map<string, readonly Trial[]>, key: string, trials: readonly Trial[]): void {
  kept.delete(key);
  kept.set(
    key,
    trials.filter(({ state }) => state !== 'running'),
  );
  for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - mostKept))) kept.delete(oldest);
}

function sayProgress(
  trials: readonly Trial[],
  task: SearchedTask & { elsewhere?: SearchElsewhere },
  { options, startedAt }: { options: TuneOptions; startedAt: number },
) {
  const ended = trials.filter(({ state }) => state !== 'running').length;
  const byTime = options.seconds ? (performance.now() - startedAt) / 1000 / options.seconds : 0;
  return {
    // The best is trained once more at the end.
    fraction: 0.95 * Math.min(1, Math.max(ended / options.trials, byTime)),
    message: `${ended} of ${options.trials} trials`,
    search: { ...task, trials },
  };
}

function sayNothing(trials: readonly Trial[]): string {
  const failed = trials.find(({ state }) => state === 'failed');
  return failed
    ? `No trial ended with a result. Trial ${failed.number}: ${failed.problem ?? 'unknown reason'}`
    : 'The search was stopped before a trial had ended.';
}
