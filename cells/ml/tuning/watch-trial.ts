import type { Metrics } from '../model';
import { summarizeFolds } from './fold-figures';
import { type HalvingOptions, isPromoted } from './successive-halving';
import type { Rung, Trial } from './trial';

/** Follows one trial's curve, or its folds, and asks at every rung. What follows the rung at which it ended is not looked at. */
export function watchTrial(halving: HalvingOptions, branch: string, others: () => readonly Trial[]) {
  const rungs: Rung[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  let pruned = false;
  const reach = (rung: Rung) => {
    rungs.push(rung);
    pruned = !Number.isFinite(rung.loss) || !isPromoted(rung, others(), halving);
  };
  return {
    isPruned: () => pruned,
    /** Those reached so far. */
    rungs: (): readonly Rung[] => [...rungs],
    seeSteps(steps: readonly { readonly step: number; readonly metrics: Metrics }[]): void {
      if (halving.folds) return;
      for (const { step, metrics } of steps) {
        if (pruned) break;
        const name = Object.keys(metrics).find((one) => one.startsWith('validation'));
        if (name === undefined) continue;
        // The best so far is what a learner would keep.
        lowest = Math.min(lowest, metrics[name] ?? Number.NaN);
        if (!halving.rungs[branch]?.includes(step)) continue;
        reach({ curve: `${branch} ${name}`, step, loss: lowest });
      }
    },
    /** Means over the same folds compare across branches too. */
    seeFolds(losses: readonly number[]): void {
      for (const step of halving.folds ?? []) {
        if (pruned || step > losses.length || rungs.some((rung) => rung.step === step)) continue;
        const loss = summarizeFolds(losses.slice(0, step))?.mean;
        if (loss !== undefined) reach({ curve: 'folds', step, loss });
      }
    },
  };
}
