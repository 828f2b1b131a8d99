import { z } from 'zod';
import { boostedTreesOptions } from '../boosted-trees/options';
import { countFolds, foldOptions, splitLike } from '../cross-validation/fold-options';
import { whyNotSplit } from '../lags/lag-options';
import { networkOptions } from '../learner-options';
import {
  learnersAbout,
  type SearchableLearner,
  searchableLearners,
  type TrainableLearner,
  trainableLearners,
} from '../learners-about';
import { metricNames } from '../metric-names';
import { sayFirstIssue, sayIssue } from '../say-issue';
import { groupsWouldPart, type TrainOptions, trainOptions } from '../train-options';
import { type Dimension, type SearchedOptions, type SearchSpace, searchedOptions } from './search-space';

export const searchMethods = ['tpe', 'random', 'grid'] as const;

/** Metrics by which one can search: those of which more or less is better. */
export const searchableMetrics = Object.keys(metricNames).filter(
  (name) => metricNames[name]?.better !== 'target',
);

const byLearner = <T extends z.ZodType>(value: T) => z.partialRecord(z.enum(searchableLearners), value);

/** Asynchronous successive halving: of the trainings that reach a rung, one in `reduction` goes on. */
const pruning = z.union([
  z.literal('none'),
  z.strictObject({
    reduction: z.number().min(2).max(10).default(3),
    /** The first rung, in rounds or epochs; a ninth of the learner's own number when left out. With folds: in folds, one when left out. */
    from: z.number().int().min(1).max(10_000).optional(),
  }),
]);

type FoldsInput = number | z.input<typeof foldOptions>;

const { shape } = trainOptions;

/** What `ml.tune(data, …)` takes besides the data: what every trial shares, what is searched, and how. */
export const tuneOptions = z
  .strictObject({
    target: shape.target,
    features: shape.features,
    task: shape.task,
    split: shape.split,
    weight: shape.weight,
    text: shape.text,
    lags: shape.lags,
    seed: shape.seed,
    /** By learner: the options that are searched, each with its range or its choices. A learner with none is one trial. */
    search: byLearner(searchedOptions).refine((search) => Object.keys(search).length > 0, {
      message: 'name a learner, as in {"boosted-trees": {learningRate: {from: 0.01, to: 0.3, scale: "log"}}}',
    }),
    /** By learner: options that are the same in each trial. */
    options: byLearner(z.record(z.string(), z.unknown())).default({}),
    method: z.enum(searchMethods).default('tpe'),
    /** How many trials there are in the end. */
    trials: z.number().int().min(1).max(10_000).default(30),
    /** Seconds after which no more are tried. */
    seconds: z.number().positive().max(604_800).optional(),
    /** The task's main metric when left out. */
    metric: z.enum(searchableMetrics).optional(),
    /** Share of the training rows on which trials are judged, where that is not by folds. The test rows are for the best one alone. */
    validationShare: z.number().gt(0).max(0.5).default(0.2),
    /**
     * Judges each trial by its mean over folds of the training rows instead, as `ml.crossValidate` deals them: steadier, and as many times
     * as long. A number is that many folds at random.
     */
    validateBy: z
      .strictObject({
        folds: z.preprocess<unknown, typeof foldOptions, FoldsInput>(
          (given) => (typeof given === 'number' ? { kind: 'k-fold', k: given } : given),
          foldOptions,
        ),
      })
      .optional(),
    /** Off by itself: a slow learner that would have been best in the end is among the worse at first. */
    pruning: pruning.default('none'),
    /** Trainings at once; as many as the machine has processors when left out. One makes the search repeatable. */
    workers: z.number().int().min(1).max(32).optional(),
    /** `workers`: those of the workspace search along, in headless frames of the server. This tab leads and searches in any case. */
    where: z.enum(['tab', 'workers']).default('tab'),
    /** What an earlier search found: nothing is searched, this is trained. */
    found: z
      .strictObject({
        learner: z.enum(trainableLearners),
        options: z.record(z.string(), z.unknown()).default({}),
      })
      .optional(),
  })
  .superRefine((value, context) => {
    const fault = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const refused = whyNotSplit(value);
    if (refused) fault(['split'], refused);
    for (const learner of learnersOf(value.search)) {
      const { label, weighted, options } = learnersAbout[learner];
      if (value.weight !== undefined && !weighted) fault(['weight'], `${label} takes no weights`);
      const fixed = value.options[learner] ?? {};
      for (const issue of options.safeParse(fixed).error?.issues ?? [])
        fault(['options', learner, ...issue.path], sayIssue(issue));
      const keepsGroups = value.split.by === 'group' || value.validateBy?.folds.kind === 'group';
      if (keepsGroups && (Number(fixed.folds ?? 0) > 1 || value.search[learner]?.folds))
        fault([fixed.folds === undefined ? 'search' : 'options', learner, 'folds'], groupsWouldPart);
      for (const [name, searched] of Object.entries(value.search[learner] ?? {})) {
        if (name in fixed)
          fault(['options', learner, name], 'it is searched, so it cannot have a value of its own');
        const refused = whyNotSearchable(learner, name, searched);
        if (refused) fault(['search', learner, name], refused);
      }
    }
    const { pruning: pruned, validateBy } = value;
    const folds = validateBy && countFolds(validateBy.folds);
    if (folds !== undefined && pruned !== 'none' && (pruned.from ?? 1) >= folds)
      fault(['pruning', 'from'], `trials are compared after so many folds, and there are ${folds}`);
    const dealtSo = validateBy && whyNotSplit({ ...value, split: splitLike(validateBy.folds) });
    if (dealtSo) fault(['validateBy', 'folds'], dealtSo);
    for (const learner of learnersOf(value.options))
      if (!value.search[learner]) fault(['options', learner], 'that learner is not searched');
  });
export type TuneOptions = z.infer<typeof tuneOptions>;
export type TuneOptionsInput = z.input<typeof tuneOptions>;

/** What one trial trains, and what the best of them is: `ml.train` takes it. */
export interface FoundSettings {
  readonly learner: TrainableLearner;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Those of which something is said, in their usual order. */
export const learnersOf = (search: Partial<Record<SearchableLearner, unknown>>): SearchableLearner[] =>
  searchableLearners.filter((learner) => search[learner] !== undefined);

function whyNotSearchable(
  learner: SearchableLearner,
  name: string,
  searched: SearchedOptions[string],
): string | undefined {
  const schema = learnersAbout[learner].options;
  const { label } = learnersAbout[learner];
  if (!(name in schema.parse({}))) {
    const names = Object.keys(schema.parse({}));
    return `${label} has no option ${name}${names.length > 0 ? `; it has ${names.join(', ')}` : ''}`;
  }
  if (
    !('oneOf' in searched) &&
    isWhole(learner, name) &&
    !(Number.isInteger(searched.from) && Number.isInteger(searched.to))
  )
    return 'both ends must be whole numbers';
  const values = 'oneOf' in searched ? searched.oneOf : [searched.from, searched.to];
  for (const value of values) {
    const [issue] = schema.safeParse({ [name]: value }).error?.issues ?? [];
    if (issue) return `${JSON.stringify(value)} is not allowed: ${sayIssue(issue)}`;
  }
  return undefined;
}

/** Whether an option takes whole numbers only. */
export function isWhole(learner: SearchableLearner, name: string): boolean {
  const { properties = {} } = z.toJSONSchema(learnersAbout[learner].options, { io: 'input' });
  const property = properties[name];
  return typeof property === 'object' && property.type === 'integer';
}

/** @throws Error that names the option and says what is allowed */
export function parseTuneOptions(options: unknown): TuneOptions {
  const parsed = tuneOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new Error(sayFirstIssue(parsed.error));
}

/** The space of a search, a branch for each learner. */
export function toSearchSpace(search: TuneOptions['search']): SearchSpace {
  return {
    branches: learnersOf(search).map((learner) => ({
      name: learner,
      dimensions: Object.entries(search[learner] ?? {}).map(([name, searched]): Dimension => {
        if ('oneOf' in searched) return { kind: 'choice', name, oneOf: searched.oneOf };
        return { kind: 'range', name, ...searched, whole: searched.whole ?? isWhole(learner, name) };
      }),
    })),
  };
}

/** The options of `ml.train` that train a trial's settings as the search does. */
export function toTrainOptions(
  { target, features, task, split, weight, text, lags, seed }: TuneOptions,
  { learner, options }: FoundSettings,
): TrainOptions {
  return { target, features, task, split, weight, text, lags, seed, learner, options: { ...options } };
}

/** Rounds or epochs of a learner at most, in this search; undefined where training has no steps to look at. */
export function mostSteps({ search, options }: TuneOptions, learner: SearchableLearner): number | undefined {
  const name = {
    'boosted-trees': 'rounds',
    network: 'epochs',
    linear: undefined,
    'random-forest': undefined,
  }[learner];
  if (!name) return undefined;
  const searched = search[learner]?.[name];
  const fixed = options[learner]?.[name];
  if (searched) return Math.max(...('oneOf' in searched ? searched.oneOf.map(Number) : [searched.to]));
  if (typeof fixed === 'number') return fixed;
  return learner === 'network' ? networkOptions.parse({}).epochs : boostedTreesOptions.parse({}).rounds;
}
