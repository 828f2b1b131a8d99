/** What the outputs of an ensemble are called and measured in. */
import type { MarginScale } from '../model';
import type { Objective } from './ensemble';

/** What the margins of an objective are measured in. */
export function scaleOf({ name }: Objective): MarginScale {
  switch (name) {
    case 'poisson':
    case 'tweedie':
      return 'log';
    case 'logistic':
    case 'one-against-all':
      return 'log-odds';
    case 'softmax':
      return 'score';
    default:
      return 'answer';
  }
}

/** The one output of numbers is named for the target where that is known. */
export function nameOutputs(objective: Objective, classes: readonly string[] = []): string[] {
  switch (objective.name) {
    case 'quantile':
      return objective.levels.map((level) => `quantile ${level}`);
    case 'logistic':
      return [classes[1] ?? 'margin'];
    case 'softmax':
    case 'one-against-all':
      return Array.from({ length: objective.classes }, (_, k) => classes[k] ?? String(k));
    default:
      return ['margin'];
  }
}
