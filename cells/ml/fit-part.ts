import { heldShare } from './held-share';
import type { FitContext, FitInput, Fitted } from './learner';
import { loadLearner } from './learners';
import { learnersAbout } from './learners-about';
import type { Metrics } from './model';
import { holdOut, type Part } from './prepare-training';
import { refuseTooManyTexts } from './text/refuse-too-many-texts';
import type { TrainOptions } from './train-options';
import { withoutEmpty } from './without-empty';

/** What trains: options of `ml.train`, and what is known of the target. */
export interface FitTask
  extends Pick<TrainOptions, 'learner' | 'options' | 'split' | 'seed'>,
    Pick<FitInput, 'task' | 'classes' | 'warmStart' | 'base'> {}

/**
 * Fits a learner to a part of a table, as training, every trial of a search and every fold of a cross-validation do: rows that the learner
 * needs to know when to stop are held out of the part. Steps without figures are told as progress only.
 */
export async function fitPart(
  part: Part,
  { learner: name, options, split, seed, task, classes, warmStart, base }: FitTask,
  context: FitContext,
): Promise<Fitted> {
  if (part.text) refuseTooManyTexts(part.features.numRows, part.text, name);
  const learner = await loadLearner(name);
  const learnerOptions = learnersAbout[name].options.parse(options);
  const share = heldShare(name, learnerOptions, part.features.numRows);
  const held = share > 0 ? holdOut(part, { split, seed }, share) : undefined;
  const { features, target, weights, text } = withoutEmpty(held?.fit ?? part).part;
  return learner.fit(
    {
      ...{ features, target, weights, text, task, classes, warmStart, base, seed },
      validation: held?.validation,
      isOrdered: split.by === 'time',
    },
    learnerOptions,
    context,
  );
}

export const hasFigures = (metrics: Metrics): boolean => Object.keys(metrics).length > 0;
