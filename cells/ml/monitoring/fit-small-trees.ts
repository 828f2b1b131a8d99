import { fitEnsemble } from '../boosted-trees/fit-ensemble';
import { createFittedEnsemble } from '../boosted-trees/fitted-ensemble';
import { boostedTreesOptions } from '../boosted-trees/options';
import type { FitInput, Fitted } from '../learner';

export interface SmallTreesOptions {
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** How far the work is, 0..1. It gives way to the thread as it goes, so that a stop is heard and the page stays awake. */
  readonly onProgress?: (fraction: number) => void;
}

/** Boosted trees with LightGBM's defaults, 100 rounds without early stopping, as NannyML fits them to watch another model. */
export async function fitSmallTrees(
  input: Pick<FitInput, 'features' | 'target' | 'task' | 'classes'>,
  { seed = 1, signal = new AbortController().signal, onProgress = () => {} }: SmallTreesOptions,
): Promise<Fitted> {
  const options = boostedTreesOptions.parse({ rounds: 100, patience: 0 });
  const parts = await fitEnsemble({ ...input, seed }, options, {
    signal,
    onProgress: ({ fraction }) => fraction !== undefined && onProgress(fraction),
    assets: { load: () => Promise.reject(new Error('Boosted trees need no assets.')) },
  });
  signal.throwIfAborted();
  return createFittedEnsemble(parts);
}
