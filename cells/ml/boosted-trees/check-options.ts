import { checkClassWeights } from '../class-weights';
import type { FitInput } from '../learner';
import type { Objective } from './ensemble';
import type { BoostedTreesOptions } from './options';

type ObjectiveName = Exclude<Objective['name'], 'one-against-all'>;
type About = Pick<FitInput, 'features' | 'target' | 'task' | 'classes' | 'warmStart'>;

const classObjectives: readonly ObjectiveName[] = ['logistic', 'softmax'];

/**
 * The objective that is meant, after what the schema cannot see has been checked: options against each other, the task, the columns
 * and the target.
 * @throws Error that names the option and says what is allowed
 */
export function checkOptions(options: BoostedTreesOptions, about: About): ObjectiveName {
  const objective = resolveObjective(options, about);
  refuseWrongTarget(objective, about);
  checkColumns(options, objective, about);
  checkClassWeights(options.classWeights, about);
  const { quantiles, folds, patience } = options;
  if (quantiles.some((level, i) => i > 0 && level <= (quantiles[i - 1] ?? 0)))
    throw new Error(`Option quantiles: the levels must rise, and are ${quantiles.join(', ')}.`);
  if (folds === 1)
    throw new Error('Option folds: one fold leaves nothing to learn from. Give 2 or more, or 0 for none.');
  if (folds > 1 && patience === 0)
    throw new Error(
      'Option folds: folds choose the number of rounds, and patience 0 means that all are run. Give a patience, or no folds.',
    );
  if (folds > 1 && about.warmStart)
    throw new Error(
      'Option folds: a model that training goes on from has seen the rows of every fold. Leave out the folds or the warm start.',
    );
  if (folds > about.features.numRows)
    throw new Error(`Option folds: ${folds} folds need ${folds} rows at least.`);
  return objective;
}

function resolveObjective({ objective }: BoostedTreesOptions, { task, classes = [] }: About): ObjectiveName {
  if (objective === 'auto')
    return task === 'regression' ? 'squared' : classes.length > 2 ? 'softmax' : 'logistic';
  const isForClasses = classObjectives.includes(objective);
  if (isForClasses && task === 'regression')
    throw new Error(
      `Option objective: ${objective} is for classes, and the target is a number. Take squared, absolute, huber, quantile, poisson or tweedie, or set the task to classification.`,
    );
  if (!isForClasses && task !== 'regression')
    throw new Error(
      `Option objective: ${objective} is for numbers, and the target has classes. Take logistic or softmax, or set the task to regression.`,
    );
  if (objective === 'logistic' && classes.length > 2)
    throw new Error(
      `Option objective: logistic is for two classes, and the target has ${classes.length}. Take softmax.`,
    );
  return objective;
}

function refuseWrongTarget(objective: ObjectiveName, { target }: About): void {
  if (!(target instanceof Float64Array)) return;
  const lowest = target.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  if (Number.isNaN(lowest) || target.some((value) => !Number.isFinite(value)))
    throw new Error('The target holds values that are missing or infinite: leave out their rows.');
  const largest = target.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest > 1e37 || (largest > 0 && largest < 1e-30))
    throw new Error(
      `The largest target is ${largest}: trees answer in single precision, from 1e-30 to 1e37. Give the target in another unit.`,
    );
  if ((objective === 'poisson' || objective === 'tweedie') && lowest < 0)
    throw new Error(
      `Option objective: ${objective} needs a target of zero or more, and the lowest value is ${lowest}.`,
    );
}

function checkColumns(
  { monotone, interactions }: BoostedTreesOptions,
  objective: string,
  { features }: About,
) {
  const find = (name: string, option: string) => {
    const column = features.columns.find((candidate) => candidate.name === name);
    if (column) return column;
    const names = features.columns.slice(0, 30).map((candidate) => candidate.name);
    throw new Error(
      `Option ${option}: there is no feature “${name}”. The features are ${names.join(', ')}${features.columns.length > 30 ? ' …' : ''}.`,
    );
  };
  for (const [name, way] of Object.entries(monotone)) {
    const { type } = find(name, 'monotone');
    if (way === 0) continue;
    if (type === 'string')
      throw new Error(`Option monotone: “${name}” holds categories, which have no order. Only numbers do.`);
    if (type === 'date')
      throw new Error(
        `Option monotone: “${name}” is a date, of which the month and the hour are read too. Give a number instead, such as the days since a date.`,
      );
    if (objective === 'softmax')
      throw new Error(
        'Option monotone: with softmax the classes share one whole, so none of them can be made to rise. It is for numbers and for two classes.',
      );
  }
  for (const group of interactions) for (const name of group) find(name, 'interactions');
}
