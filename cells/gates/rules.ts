import { z } from 'zod';
import { sliceMetricNames } from '@/cells/ml/judging/row-losses';
import { metricNames } from '@/cells/ml/metric-names';

/**
 * What a version must show before a protected alias may move to it, as data that a form edits and a person reads.
 * Format 1; a later format is upgraded by `readGates`.
 */
const metric = z
  .string()
  .refine((name) => Object.hasOwn(metricNames, name), 'This is no metric that an evaluation holds');
const judgedMetric = metric.refine(
  (name) => metricNames[name]?.better !== 'target',
  'Neither more nor less of this metric is better, so no bound can be set on it',
);
const finite = z.number('Write a number').finite();

export const fairnessMeasures = {
  demographicParity: 'demographic parity',
  equalOpportunity: 'equal opportunity',
  equalisedOdds: 'equalised odds',
  predictiveParity: 'predictive parity',
  equalMeanAnswer: 'their mean answer',
  equalMeanError: 'their mean error',
  equalAbsoluteError: 'their mean absolute error',
} as const;
export type FairnessMeasure = keyof typeof fairnessMeasures;
// The keys of the table above, as zod wants them.
const fairnessMeasure = z.enum(Object.keys(fairnessMeasures) as [FairnessMeasure, ...FairnessMeasure[]]);

export const ruleSchema = z.discriminatedUnion('kind', [
  /** The figure on held-out rows, or the bad end of its 95 % interval, against a number. */
  z.strictObject({
    kind: z.literal('metric'),
    metric: judgedMetric,
    bound: finite,
    end: z.enum(['value', 'interval']),
  }),
  /**
   * Paired, on the candidate's held-out rows. `better`: the whole interval of the difference is on the good side;
   * `not-worse`: its bad end is at most `margin` on the bad side (non-inferiority).
   */
  z.strictObject({
    kind: z.literal('champion'),
    metric: judgedMetric,
    proof: z.enum(['better', 'not-worse']),
    margin: finite.nonnegative('A margin is zero or more').default(0),
  }),
  z.strictObject({ kind: z.literal('slice'), metric: z.enum(sliceMetricNames), bound: finite }),
  z.strictObject({
    kind: z.literal('fairness'),
    column: z.string().trim().min(1, 'Name the sensitive column').max(200),
    measure: fairnessMeasure,
    /** The largest difference between two groups: a share of one, or in the target's unit where means are compared. */
    bound: finite.nonnegative('A difference is zero or more'),
  }),
  z.strictObject({ kind: z.literal('reproduced'), accept: z.enum(['exact', 'tolerance']) }),
  z.strictObject({ kind: z.literal('latency'), milliseconds: finite.positive('Milliseconds are over 0') }),
  z.strictObject({ kind: z.literal('size'), megabytes: finite.positive('Megabytes are over 0') }),
  /** Every version of a data set that it was trained on is as expected. */
  z.strictObject({ kind: z.literal('data') }),
  z.strictObject({ kind: z.literal('card') }),
  /** One of these people, or anybody whose role allows it when the list is empty. */
  z.strictObject({ kind: z.literal('approval'), approvers: z.array(z.string().max(100)).max(50) }),
]);
export type Rule = z.infer<typeof ruleSchema>;
export type RuleKind = Rule['kind'];
export type RuleOf<K extends RuleKind> = Extract<Rule, { kind: K }>;

/** Kinds of which one is enough. */
const single: ReadonlySet<RuleKind> = new Set(['reproduced', 'latency', 'size', 'data', 'card', 'approval']);

export const gatesSchema = z
  .strictObject({ format: z.literal(1), rules: z.array(ruleSchema).max(30, 'At most 30 rules') })
  .superRefine(({ rules }, context) => {
    rules.forEach((rule, index) => {
      if (single.has(rule.kind) && rules.findIndex(({ kind }) => kind === rule.kind) < index)
        context.addIssue({
          code: 'custom',
          path: ['rules', index],
          message: 'One rule of this kind is enough',
        });
    });
  });
export type Gates = z.infer<typeof gatesSchema>;

/** Rules as they were stored, of whatever format. @throws ZodError when they are damaged */
export const readGates = (stored: unknown): Gates => gatesSchema.parse(stored);
