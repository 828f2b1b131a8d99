import { z } from 'zod';
import { sayFirstIssue } from '../say-issue';

const columns = z.array(z.string().min(1).max(200)).max(50);

/** What `ml.judge` takes besides the model, its rows and the model to compare with. */
export const judgeOptions = z.strictObject({
  /** Of two classes the one that is looked for; without it the second. */
  positive: z.string().max(500).optional(),
  /** What an answer costs, per row: a gain is below zero. */
  costs: z
    .strictObject({
      falsePositive: z.number().default(1),
      falseNegative: z.number().default(1),
      truePositive: z.number().default(0),
      trueNegative: z.number().default(0),
    })
    .optional(),
  /** From which probability on the positive class is answered. */
  threshold: z.number().min(0).max(1).optional(),
  /** A column that says how much each row counts. */
  weight: z.string().min(1).max(200).optional(),
  /** Columns by whose values a fair model does not differ. */
  sensitive: columns.optional(),
  /** Columns in whose values weak spots are looked for; without it, in all. */
  slices: columns.optional(),
  /** Of the bootstrap. */
  resamples: z.number().int().min(100).max(10_000).default(1000),
  level: z.number().min(0.5).max(0.999).default(0.95),
  seed: z.number().int().default(1),
});
export type JudgeOptions = z.infer<typeof judgeOptions>;
export type JudgeOptionsInput = z.input<typeof judgeOptions>;

/** @throws Error that names the option */
export function parseJudgeOptions(options: unknown): JudgeOptions {
  const parsed = judgeOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new Error(sayFirstIssue(parsed.error));
}
