/**
 * Trees as data: what training makes, files hold, prediction walks and explanations read. Ours, XGBoost's and LightGBM's all have
 * this form, with the same answers as where they come from. Knows no table, no engine and no file.
 */

/** How margins (sums of leaf values) become answers, and what was minimised. */
export type Objective =
  | { readonly name: 'squared' }
  | { readonly name: 'absolute' }
  | { readonly name: 'huber'; readonly delta: number }
  /** One output for each level, rising. */
  | { readonly name: 'quantile'; readonly levels: readonly number[] }
  /** The answer is exp(margin). */
  | { readonly name: 'poisson' }
  /** The answer is exp(margin); 1 ≤ power ≤ 2, where 2 is gamma (of elsewhere: ours ends before it). */
  | { readonly name: 'tweedie'; readonly power: number }
  /** One output, the log-odds of the second class: the answer is 1 / (1 + exp(−margin)). */
  | { readonly name: 'logistic' }
  /** One output for each class: the answers are exp(margin) / Σ exp(margin). */
  | { readonly name: 'softmax'; readonly classes: number }
  /** One output for each class, each against the others; LightGBM's `multiclassova`: logistic answers, scaled to sum 1. */
  | { readonly name: 'one-against-all'; readonly classes: number };

/** A column as trees read it: numbers, or places in a list of categories. Missing, and a category that is not listed, is NaN. */
export type TreeFeature =
  | { readonly name: string; readonly kind: 'number' }
  | { readonly name: string; readonly kind: 'category'; readonly categories: readonly string[] };

/** Bits of `Tree.flags`. */
export const nodeFlags = {
  /** The node parts categories: `sets` names those that go left, all others go right. */
  category: 1,
  /** Missing values go left. */
  missingLeft: 2,
  /** Zero (|x| ≤ 1e-35) counts as missing: LightGBM's `zero_as_missing`. */
  zeroIsMissing: 4,
} as const;

/**
 * One binary tree in arrays over its nodes; node 0 is the root, children come after their parent. A number goes left when
 * `value <= threshold`, compared in double precision; an origin that compares otherwise (XGBoost: single precision, `<`) is
 * given the threshold that decides the same.
 */
export interface Tree {
  /** Index into `Ensemble.features`; −1 for a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly flags: Uint8Array;
  /** By node: place of its first 32-bit word in `sets`, and their number; both 0 where it parts numbers. */
  readonly setStart: Int32Array;
  readonly setLength: Int32Array;
  /** Bit sets of category places: bit p % 32 of word p / 32. */
  readonly sets: Uint32Array;
  /** What a row that ends here adds to the margin (learning rate included), single precision; 0 at inner nodes. */
  readonly value: Float64Array;
  /** Fall of the loss by the split, as its origin measures it; 0 for a leaf. */
  readonly gain: Float64Array;
  /** Sum of the hessians of the training rows that came here (XGBoost's cover). */
  readonly cover: Float64Array;
  /** Training rows that came here; equals `cover` where the origin does not say. */
  readonly count: Float64Array;
}

export interface Ensemble {
  readonly objective: Objective;
  readonly features: readonly TreeFeature[];
  /** Margin of each output before the first tree. */
  readonly base: Float64Array;
  readonly trees: readonly Tree[];
  /** By tree: the output that it adds to. */
  readonly output: Int32Array;
  readonly origin: 'cellar' | 'xgboost' | 'lightgbm';
}

/** Rows as trees read them: a column for each of `Ensemble.features`, in order, each `numRows` long. */
export interface FeatureMatrix {
  readonly numRows: number;
  readonly columns: readonly Float64Array[];
}

/** Number of outputs: margins of one row. */
export function outputsOf({ objective }: Pick<Ensemble, 'objective'>): number {
  switch (objective.name) {
    case 'quantile':
      return objective.levels.length;
    case 'softmax':
    case 'one-against-all':
      return objective.classes;
    default:
      return 1;
  }
}
