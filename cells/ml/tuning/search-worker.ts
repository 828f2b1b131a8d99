import type { TableRead } from '../read-table';
import type { WorkerCalls } from '../worker-calls';
import type { TrialRunner } from './run-search';
import type { SearchedTask } from './train-trials';
import type { TuneOptions } from './tune-options';
import { settingsAt } from './tuning';

/** One place where trials are trained, with its own copy of the table. */
export interface SearchWorker {
  /** @throws Error in words when data or options cannot be searched */
  open(): Promise<SearchedTask>;
  readonly run: TrialRunner;
  end(reason: unknown): void;
}

/** A worker that died with a trial (it may have taken too much memory) is started anew for the next. */
export function createSearchWorker(
  startWorker: () => Promise<WorkerCalls>,
  { read, options }: { readonly read: TableRead; readonly options: TuneOptions },
): SearchWorker {
  let calls: WorkerCalls | undefined;
  let ended: { readonly reason: unknown } | undefined;

  async function open(): Promise<SearchedTask> {
    const started = await startWorker();
    if (ended) {
      started.end(ended.reason);
      throw ended.reason;
    }
    calls = started;
    return started.call({ kind: 'search', read, options }).answer;
  }

  return {
    open,
    async run(point, { onSteps, onFolds, signal }) {
      if (!calls || calls.isEnded) await open();
      if (!calls) throw new Error('The worker could not be started.');
      const worker = calls;
      const { id, answer } = worker.call(
        { kind: 'trial', settings: settingsAt(options, point) },
        ({ steps, folds }) => {
          if (folds) onFolds(folds);
          else onSteps(steps);
        },
      );
      const finish = () => worker.finish(id);
      signal.addEventListener('abort', finish, { once: true });
      try {
        const { lastSteps, ...outcome } = await answer;
        if (outcome.folds) onFolds(outcome.folds);
        else onSteps(lastSteps);
        return outcome;
      } finally {
        signal.removeEventListener('abort', finish);
      }
    },
    end(reason) {
      if (ended) return;
      ended = { reason };
      if (!calls?.isEnded) calls?.end(reason);
    },
  };
}
