import { z } from 'zod';
import { classWeightsOption } from '../class-weights';

export const boostingObjectives = [
  'auto',
  'squared',
  'absolute',
  'huber',
  'quantile',
  'poisson',
  'tweedie',
  'logistic',
  'softmax',
] as const;

const column = z.string().min(1).max(500);

/** The options of boosted trees, under the field's names. Light: pages and forms read it without the learner. */
export const boostedTreesOptions = z.strictObject({
  /** `auto`: squared error for numbers, logistic for two classes, softmax for more. */
  objective: z.enum(boostingObjectives).default('auto'),
  /** Rounds at most; each adds a tree for every output. */
  rounds: z.number().int().min(1).max(10_000).default(300),
  learningRate: z.number().positive().max(1).default(0.1),
  /** `leaf` splits the leaf of the largest gain next (LightGBM), `depth` level by level (XGBoost). */
  growth: z.enum(['leaf', 'depth']).default('leaf'),
  maxLeaves: z.number().int().min(2).max(4096).default(31),
  /** 0: no limit but the leaves'. */
  maxDepth: z.number().int().min(0).max(64).default(0),
  minSamplesLeaf: z.number().int().min(1).max(1_000_000).default(20),
  /** Least sum of hessians in a leaf. */
  minChildWeight: z.number().min(0).max(1e9).default(0.001),
  l1: z.number().min(0).max(1e9).default(0),
  l2: z.number().min(0).max(1e9).default(0),
  /** Least gain of a split. */
  minGain: z.number().min(0).max(1e12).default(0),
  /** Share of the rows that each tree sees. */
  subsample: z.number().gt(0).max(1).default(1),
  columnsByTree: z.number().gt(0).max(1).default(1),
  /** Share of the tree's columns that each level sees. */
  columnsByLevel: z.number().gt(0).max(1).default(1),
  maxBins: z.number().int().min(2).max(255).default(255),
  /** Categories are sorted by G / (H + this) to be parted; those with fewer rows in a node stay with the missing. */
  categorySmoothing: z.number().min(0).max(1e6).default(10),
  /** L2 penalty added for splits of more than four categories. */
  categoryL2: z.number().min(0).max(1e9).default(10),
  /** By column: predictions rise (1) or fall (−1) with it. */
  monotone: z.record(column, z.union([z.literal(-1), z.literal(0), z.literal(1)])).default({}),
  /** Groups of columns that may stand together on a path; a column in no group stands alone. Empty: no constraint. */
  interactions: z.array(z.array(column).min(1).max(5000)).max(1000).default([]),
  classWeights: classWeightsOption,
  /** Rounds without improvement on the held-out part after which training ends; 0: all rounds are run on all rows. */
  patience: z.number().int().min(0).max(10_000).default(20),
  /** Share of the training rows held out to know when to stop. */
  validationShare: z.number().gt(0).max(0.5).default(0.1),
  /** 2 or more: the rounds are chosen by that many folds instead, then trained on all rows. */
  folds: z.number().int().min(0).max(20).default(0),
  /** `huber`: errors beyond this quantile of the absolute errors count linearly. */
  huberQuantile: z.number().gt(0).lt(1).default(0.9),
  /** `quantile`: the levels that are predicted. */
  quantiles: z.array(z.number().gt(0).lt(1)).min(1).max(19).default([0.05, 0.5, 0.95]),
  /** `tweedie`: between Poisson (1) and gamma (2). */
  tweediePower: z.number().gte(1).lt(2).default(1.5),
});
export type BoostedTreesOptions = z.infer<typeof boostedTreesOptions>;
