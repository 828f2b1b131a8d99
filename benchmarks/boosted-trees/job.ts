import { z } from 'zod';

/** One training of the bench, as it is told to the process that measures it: everywhere the same options. */
export const jobSchema = z.strictObject({
  library: z.enum(['cellar', 'ydf', 'xgboost', 'lightgbm', 'scikit-learn']),
  threads: z.number().int(),
  /** Of a case, as `writeCase` makes it. */
  folder: z.string(),
  seed: z.number().int(),
  rounds: z.number().int(),
  leaves: z.number().int(),
  learningRate: z.number(),
  bins: z.number().int(),
  minSamplesLeaf: z.number().int(),
  /** Measures predictions and explanations too. */
  rates: z.boolean().default(false),
});
export type Job = z.infer<typeof jobSchema>;

const rate = z.object({ cpu: z.number(), wall: z.number() });

export const measuredSchema = z.object({
  /** Seconds from columns in memory to the trained model, by the clock and of the processor (all threads). */
  wall: z.number(),
  cpu: z.number(),
  /** Peak of the process, and what it had before training. */
  megabytes: z.number(),
  before: z.number(),
  rmse: z.number().optional(),
  rocAuc: z.number().optional(),
  logLoss: z.number().optional(),
  /** By batch size: predicted rows a second. */
  rates: z.record(z.string(), rate).optional(),
  /** Rows a second with exact contributions of each feature. */
  shap: rate.optional(),
});
export type Measured = z.infer<typeof measuredSchema>;

/** What all are given, as scikit-learn names its defaults but for the rounds; nobody stops early. */
export const sameOptions = {
  rounds: 300,
  leaves: 31,
  learningRate: 0.1,
  bins: 255,
  minSamplesLeaf: 20,
} as const;

/** The same in the learner's own words. */
export function optionsOf(job: Pick<Job, keyof typeof sameOptions>) {
  return {
    rounds: job.rounds,
    maxLeaves: job.leaves,
    learningRate: job.learningRate,
    maxBins: job.bins,
    minSamplesLeaf: job.minSamplesLeaf,
    patience: 0,
  };
}
