/**
 * One answer for every row, learnt of the target alone: what a model must beat. Equal to scikit-learn's DummyClassifier and
 * DummyRegressor with the strategies of the same names.
 */
import { z } from 'zod';
import { quantile } from '@/cells/statistics/quantile';
import { type Baseline, learnBaseline, repeatBaseline } from '../baseline';
import { weightedQuantile } from '../boosted-trees/weighted-quantile';
import { readJson, writeJson } from '../json-file';
import type { FitInput, Fitted, Learner } from '../learner';
import type { DummyOptions } from '../learner-options';

const answerFile = 'weights/answer.json';

const answerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('number'), value: z.number() }),
  /** The commonest class, and the probability of each. */
  z.strictObject({ kind: z.literal('class'), value: z.string(), probabilities: z.array(z.number()) }),
]);
type Answer = z.infer<typeof answerSchema>;

const forNumbers: ReadonlySet<string> = new Set(['mean', 'median', 'quantile']);

export const dummy: Learner<DummyOptions> = {
  name: 'dummy',
  async fit(input, options) {
    const isNumber = input.target instanceof Float64Array;
    if (options.strategy !== 'auto' && forNumbers.has(options.strategy) !== isNumber)
      throw new Error(
        `Option strategy: ${options.strategy} is for ${isNumber ? 'classes, and the target is a number' : 'numbers, and the target has classes'}. Take auto.`,
      );
    return createFitted(learnAnswer(input, options), input.classes);
  },
  async restore(files, { classes = [], task }) {
    const answer = readJson(files, answerFile, answerSchema);
    const fits =
      answer.kind === 'number'
        ? task === 'regression'
        : answer.probabilities.length === classes.length && classes.includes(answer.value);
    if (!fits) throw new Error(`${answerFile} of the package does not fit its target.`);
    return createFitted(answer, classes);
  },
};

function learnAnswer({ target, classes = [], weights }: FitInput, options: DummyOptions): Answer {
  if (target instanceof Float64Array) return { kind: 'number', value: learnNumber(target, weights, options) };
  const { values, probabilities } = learnBaseline(target, { classes, weights });
  const value = String(values[0]);
  const shares = [...(probabilities?.values ?? [])];
  return {
    ...{ kind: 'class', value },
    probabilities:
      options.strategy === 'most-frequent' ? classes.map((label) => (label === value ? 1 : 0)) : shares,
  };
}

function learnNumber(
  target: Float64Array,
  weights: Float64Array | undefined,
  { strategy, quantile: level }: DummyOptions,
): number {
  if (strategy !== 'median' && strategy !== 'quantile')
    return Number(learnBaseline(target, { weights }).values[0]);
  const wanted = strategy === 'median' ? 0.5 : level;
  return weights
    ? weightedQuantile(target.slice(), wanted, weights)
    : quantile(Float64Array.from(target).sort(), wanted);
}

function createFitted(answer: Answer, classes: readonly string[] = []): Fitted {
  const one: Baseline =
    answer.kind === 'number'
      ? { values: Float64Array.of(answer.value) }
      : {
          values: [answer.value],
          probabilities: { classes, values: Float64Array.from(answer.probabilities) },
        };
  return {
    weights: [answerFile],
    predict: async ({ numRows }) => repeatBaseline(one, numRows),
    files: async () => new Map([[answerFile, writeJson(answer)]]),
    dispose() {},
  };
}
