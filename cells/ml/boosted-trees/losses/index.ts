/** What boosted trees minimise, each in a file of its own: derivatives, base, metric. Knows no tree. */
import type { Objective } from '../ensemble';
import type { BoostedTreesOptions } from '../options';
import { createHuber } from './huber';
import { createLogistic } from './logistic';
import type { Loss } from './loss';
import { createAbsolute, createQuantile } from './quantile';
import { createSoftmax } from './softmax';
import { createSquared } from './squared';
import { createTweedie } from './tweedie';

export type { Loss, Range } from './loss';

/** @param target numbers, or places of classes */
export function createLoss(
  name: Exclude<Objective['name'], 'one-against-all'>,
  target: Float64Array,
  weights: Float64Array | undefined,
  {
    huberQuantile,
    quantiles,
    tweediePower,
    classes,
  }: Pick<BoostedTreesOptions, 'huberQuantile' | 'quantiles' | 'tweediePower'> & { readonly classes: number },
): Loss {
  switch (name) {
    case 'squared':
      return createSquared(target, weights);
    case 'absolute':
      return createAbsolute(target, weights);
    case 'huber':
      return createHuber(target, weights, huberQuantile);
    case 'quantile':
      return createQuantile(target, weights, quantiles);
    case 'poisson':
      return createTweedie(target, weights, 1);
    case 'tweedie':
      return createTweedie(target, weights, tweediePower);
    case 'logistic':
      return createLogistic(target, weights);
    case 'softmax':
      return createSoftmax(target, weights, classes);
  }
}
