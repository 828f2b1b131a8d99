import { hiddenLayers, isOfMaps } from '@/cells/ml/layer-options';
import type { TrainableLearner } from '@/cells/ml/learners-about';
import { pictureOptions } from '@/cells/ml/picture-options';
import { baseOptions } from '@/cells/ml/transfer/base-options';

type Values = Readonly<Record<string, unknown>>;

/** What a form knows of the target before it trained: the task where the person or the column says it. */
export type KnownTask = 'regression' | 'classification' | undefined;

function hasLayersOfMaps(layers: unknown): boolean {
  const given = hiddenLayers.safeParse(layers);
  return given.success && given.data.some(isOfMaps);
}

const forClasses: ReadonlySet<unknown> = new Set(['logistic', 'softmax']);

/** Whether an option can matter with the others as they are. One that was set is always shown. */
export function isRelevant(
  learner: TrainableLearner,
  name: string,
  {
    values,
    task,
    seesPictures = true,
    hasBase = false,
  }: {
    values: Values;
    task: KnownTask;
    /** A feature is a column of pictures. */
    seesPictures?: boolean;
    /** A network learns on top of a model. */
    hasBase?: boolean;
  },
): boolean {
  if (values[name] !== undefined) return true;
  if (learner === 'dummy') return name !== 'quantile' || values.strategy === 'quantile';
  if (learner === 'network') {
    if (name in baseOptions) return hasBase;
    // The layers, or the base, say it.
    if (name === 'filters' && (hasBase || hasLayersOfMaps(values.layers))) return false;
    if (name in pictureOptions) return seesPictures;
  }
  if (learner !== 'boosted-trees') return name !== 'classWeights' || task !== 'regression';
  const { objective = 'auto', patience, folds } = values;
  switch (name) {
    case 'huberQuantile':
      return objective === 'huber';
    case 'quantiles':
      return objective === 'quantile';
    case 'tweediePower':
      return objective === 'tweedie';
    case 'classWeights':
      return forClasses.has(objective) || (objective === 'auto' && task !== 'regression');
    case 'monotone':
      return objective !== 'softmax';
    case 'folds':
      return patience !== 0;
    case 'validationShare':
      return patience !== 0 && !(typeof folds === 'number' && folds >= 2);
    default:
      return true;
  }
}

/** The objectives that go with the task; one that is chosen stays among them. */
export function relevantObjectives(all: readonly string[], task: KnownTask, chosen: unknown): string[] {
  return all.filter(
    (name) =>
      name === 'auto' || name === chosen || !task || forClasses.has(name) === (task === 'classification'),
  );
}
