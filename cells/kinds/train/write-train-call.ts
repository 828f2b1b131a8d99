import { learnersAbout } from '@/cells/ml/learners-about';
import type { TrainCellOptions } from './options';

/** The call of `ml.train` that a person would have typed for these options; the learner's defaults are left out. */
export function writeTrainCall({ data, options, warmStart, ...rest }: TrainCellOptions): string {
  const defaults = learnersAbout[rest.learner].options.parse({});
  const own = Object.entries(options).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key]),
  );
  const written = {
    target: rest.target,
    features: rest.features,
    task: rest.task,
    weight: rest.weight,
    split: rest.split,
    learner: rest.learner,
    options: own.length > 0 ? Object.fromEntries(own) : undefined,
    seed: rest.seed,
  };
  const lines = Object.entries(written)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${key}: ${JSON.stringify(value)},`);
  if (warmStart) lines.push(`  warmStart: ${warmStart},`);
  return `ml.train(${data}, {\n${lines.join('\n')}\n})`;
}
