import type { PackageFiles } from './model';
import type { Predictor } from './trained-model';
import type { WorkerCalls } from './worker-calls';

/** Models that stay open; the one that was used the longest ago is closed, and opened again when it is asked. */
const mostOpenModels = 6;

/**
 * One worker in which all models of a frame predict, each opened from its package at its first prediction: the code and the bytes
 * with which the server will.
 */
export function createPredictionHost(startWorker: () => Promise<WorkerCalls>): {
  open(files: PackageFiles): Predictor;
} {
  let starting: Promise<WorkerCalls> | undefined;
  let models = 0;
  /** By the order of their last use. */
  const open = new Map<number, { calls: WorkerCalls; opened: Promise<unknown> }>();

  async function worker(): Promise<WorkerCalls> {
    if (starting && (await starting.catch(() => undefined))?.isEnded !== false) starting = undefined;
    starting ??= startWorker();
    return starting;
  }

  function close(model: number): void {
    const known = open.get(model);
    open.delete(model);
    if (known && !known.calls.isEnded) known.calls.call({ kind: 'close', model }).answer.catch(() => {});
  }

  async function ensureOpen(model: number, files: PackageFiles): Promise<WorkerCalls> {
    const calls = await worker();
    const known = open.get(model);
    open.delete(model);
    const current =
      known?.calls === calls ? known : { calls, opened: calls.call({ kind: 'open', model, files }).answer };
    open.set(model, current);
    for (const oldest of open.keys()) if (open.size > mostOpenModels) close(oldest);
    try {
      await current.opened;
    } catch (error) {
      open.delete(model);
      throw error;
    }
    return calls;
  }

  return {
    open(files) {
      const model = ++models;
      return {
        async predict(rows) {
          const calls = await ensureOpen(model, files);
          return calls.call({ kind: 'predict', model, rows }).answer;
        },
        async explain(rows, options) {
          const calls = await ensureOpen(model, files);
          return calls.call({ kind: 'explain', model, rows, options }).answer;
        },
        async dependence(feature, rows) {
          const calls = await ensureOpen(model, files);
          return calls.call({ kind: 'dependence', model, feature, rows }).answer;
        },
        async toXgboost() {
          return (await worker()).call({ kind: 'xgboost', files }).answer;
        },
        dispose: () => close(model),
      };
    },
  };
}
