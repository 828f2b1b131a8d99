import type { Rung, Trial } from './trial';

export interface HalvingOptions {
  /** Of those that reached a rung, one in so many goes on (η). */
  readonly reduction: number;
  /** By branch, the steps at which its trials are compared; none where training has no steps. */
  readonly rungs: Readonly<Record<string, readonly number[]>>;
  /** Of trials on folds, the finished folds at which their means are compared, whatever the branch; `rungs` are not looked at then. */
  readonly folds?: readonly number[];
}

/** r, rη, rη² … below the `most` steps that a training has: one that has come to its end is not ended. */
export function rungsBelow(
  most: number,
  { reduction, from }: { readonly reduction: number; readonly from: number },
): readonly number[] {
  const rungs: number[] = [];
  for (let step = from; step < most; step *= reduction) rungs.push(Math.round(step));
  return rungs;
}

/**
 * Whether a trial goes on from a rung: it is among the best 1 / η of all that have reached it so far, itself included.
 * Asynchronous successive halving (Li et al. 2020, A System for Massively Parallel Hyperparameter Tuning) in its form that decides at
 * once and ends what is not promoted, as Ray Tune and Optuna have it: nothing waits, nothing is trained twice. While there are fewer than η,
 * the best of them goes on.
 */
export function isPromoted(
  rung: Rung,
  others: readonly Trial[],
  { reduction }: Pick<HalvingOptions, 'reduction'>,
): boolean {
  const reached = others.flatMap(({ rungs }) =>
    rungs.filter(({ curve, step }) => curve === rung.curve && step === rung.step),
  );
  const better = reached.filter(({ loss }) => loss < rung.loss).length;
  return better < Math.max(1, Math.floor((reached.length + 1) / reduction));
}
