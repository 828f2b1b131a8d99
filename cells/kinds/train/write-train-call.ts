import { lagOptions } from '@/cells/ml/lags/lag-options';
import { learnersAbout } from '@/cells/ml/learners-about';
import { textOptions } from '@/cells/ml/text/text-options';
import type { TrainCellOptions } from './options';

/** The call of `ml.train`, or with folds of `ml.crossValidate`, that a person would have typed for these options; the learner's defaults are left out. */
export function writeTrainCall({ data, options, warmStart, folds, ...rest }: TrainCellOptions): string {
  const defaults = learnersAbout[rest.learner].options.parse({});
  const own = Object.entries(options).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key]),
  );
  const written = {
    target: rest.target,
    features: rest.features,
    task: rest.task,
    text: rest.text && ownOf(rest.text, textOptions.parse({})),
    lags: rest.lags && writeLags(rest.lags),
    weight: rest.weight,
    split: folds ? undefined : rest.split,
    folds,
    learner: rest.learner,
    options: own.length > 0 ? Object.fromEntries(own) : undefined,
    seed: rest.seed,
  };
  const lines = Object.entries(written)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${key}: ${JSON.stringify(value)},`);
  if (warmStart && !folds) lines.push(`  warmStart: ${warmStart},`);
  return `ml.${folds ? 'crossValidate' : 'train'}(${data}, {\n${lines.join('\n')}\n})`;
}

const writeLags = ({ time, columns, ...rest }: NonNullable<TrainCellOptions['lags']>) => ({
  time,
  columns,
  ...ownOf(rest, lagOptions.parse({ time, columns })),
});

/** What is not as it is by itself. */
function ownOf(
  given: Readonly<Record<string, unknown>>,
  usual: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  const own = Object.entries(given).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(usual[name]),
  );
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}
