import { z } from 'zod';
import { lagOptions, whyNotSplit } from './lags/lag-options';
import { learnersAbout, trainableLearners, weightedLearners } from './learners-about';
import { sayFirstIssue, sayIssue } from './say-issue';
import { textOptions } from './text/text-options';

const columnName = z.string().min(1).max(500);
/** Columns that a model reads at most: more make a form, a page and a manifest that nobody can use. */
export const mostFeatures = 5000;
const share = z.number().gt(0).lt(1);

/** Which rows test the model. Nothing that is learnt, preprocessing included, sees them. */
export const splitOptions = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('random'), testShare: share.default(0.2) }),
  /** Random within each class of the target, so that both parts hold the same shares of them. */
  z.strictObject({ by: z.literal('stratified'), testShare: share.default(0.2) }),
  /** Whole groups test: rows of one customer, machine or place are never in both parts. */
  z.strictObject({ by: z.literal('group'), column: columnName, testShare: share.default(0.2) }),
  /** The later rows test: from `boundary` on, or the last `testShare` of them. */
  z.strictObject({
    by: z.literal('time'),
    column: columnName,
    /** A date (ISO) or a number, in the unit of the column; the first that tests. */
    boundary: z.union([z.string().min(1), z.number()]).optional(),
    testShare: share.default(0.2),
  }),
]);
export type SplitOptions = z.infer<typeof splitOptions>;

/** Why a learner that chooses its rounds by folds of its own cannot be trained where groups are kept whole. */
export const groupsWouldPart =
  'The folds that choose the rounds are drawn row by row, and would part the groups of the split. Leave them out: held-out groups choose the rounds then.';

/** What `ml.train(data, …)` takes besides the data. */
export const trainOptions = z
  .strictObject({
    /** The column to predict. */
    target: columnName,
    /** The columns to predict it from; all others when left out. */
    features: z.array(columnName).min(1).max(mostFeatures).optional(),
    /** Found from the target when left out: many numbers are a regression, all else is classes. */
    task: z.enum(['regression', 'classification']).optional(),
    split: splitOptions.default({ by: 'random', testShare: 0.2 }),
    learner: z.enum(trainableLearners).default('boosted-trees'),
    /** How columns of text become numbers. */
    text: textOptions.optional(),
    /** Values of earlier rows as features; then the split is by their time. */
    lags: lagOptions.optional(),
    /** A column that says how much each row counts, and is no feature; 0: as if the row were not there. */
    weight: columnName.optional(),
    /** The learner's own options. */
    options: z.record(z.string(), z.unknown()).default({}),
    /** Reaches the split, the initial weights and every shuffle. */
    seed: z.number().int().min(0).max(0xffff_ffff).default(1),
  })
  .superRefine((value, context) => {
    const parsed = learnersAbout[value.learner].options.safeParse(value.options);
    for (const issue of parsed.error?.issues ?? [])
      context.addIssue({
        code: 'custom',
        path: ['options', ...issue.path],
        message:
          issue.code === 'unrecognized_keys'
            ? `${issue.message}. ${describeOptions(value.learner)}`
            : sayIssue(issue),
      });
    if (value.split.by === 'group' && Number(value.options.folds ?? 0) > 1)
      context.addIssue({
        code: 'custom',
        path: ['options', 'folds'],
        message: groupsWouldPart,
      });
    const refused = whyNotSplit(value);
    if (refused) context.addIssue({ code: 'custom', path: ['split'], message: refused });
    if (value.weight !== undefined && !learnersAbout[value.learner].weighted)
      context.addIssue({
        code: 'custom',
        path: ['weight'],
        message: `${learnersAbout[value.learner].label} takes no weights; ${weightedLearners()} do.`,
      });
  });
export type TrainOptions = z.infer<typeof trainOptions>;
/** As a person writes them: defaults left out. */
export type TrainOptionsInput = z.input<typeof trainOptions>;

/** The options of a learner in words: "Neural network takes layers, activation, …". */
export function describeOptions(learner: TrainOptions['learner']): string {
  const about = learnersAbout[learner];
  const names = Object.keys(about.options.parse({}));
  return names.length === 0 ? `${about.label} takes no options` : `${about.label} takes ${names.join(', ')}`;
}

/** @throws Error that names the option and says what is allowed */
export function parseTrainOptions(options: unknown): TrainOptions {
  const parsed = trainOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new Error(sayFirstIssue(parsed.error));
}
