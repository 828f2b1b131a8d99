import { lagOptions } from '@/cells/ml/lags/lag-options';
import { learnersAbout } from '@/cells/ml/learners-about';
import { textOptions } from '@/cells/ml/text/text-options';
import { orMissing, ownOf } from '../training/option-values';
import type { TrainCellOptions } from './options';

/** The call of `ml.train`, or with folds of `ml.crossValidate`, that a person would have typed for these options; the learner's defaults are left out. */
export function writeTrainCall({ data, options, warmStart, base, folds, ...rest }: TrainCellOptions): string {
  const defaults = learnersAbout[rest.learner].options.parse({});
  const written = {
    target: rest.target,
    features: rest.features,
    task: rest.task,
    text: rest.text && orMissing(ownOf(rest.text, textOptions.parse({}))),
    lags: rest.lags && writeLags(rest.lags),
    weight: rest.weight,
    split: folds ? undefined : rest.split,
    folds,
    learner: rest.learner,
    options: orMissing(ownOf(options, defaults)),
    seed: rest.seed,
  };
  const lines = Object.entries(written)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${key}: ${JSON.stringify(value)},`);
  if (base) lines.push(`  base: ${base},`);
  if (warmStart && !folds) lines.push(`  warmStart: ${warmStart},`);
  return `ml.${folds ? 'crossValidate' : 'train'}(${data}, {\n${lines.join('\n')}\n})`;
}

const writeLags = ({ time, columns, ...rest }: NonNullable<TrainCellOptions['lags']>) => ({
  time,
  columns,
  ...ownOf(rest, lagOptions.parse({ time, columns })),
});
