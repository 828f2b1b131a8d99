/**
 * What a trained model is, wherever it runs: tab, worker or server.
 */

import type { ColumnProfile, TrainingProfile } from '@/cells/statistics/profile';
import type { TrackedRun } from '@/cells/tracking/track-training';
import type { LearnerName } from './learner-name';
import type { SplitOptions } from './train-options';

/** Types of raw columns. A `date` is milliseconds since 1970 UTC in `numbers`. */
export type ColumnType = 'number' | 'string' | 'boolean' | 'date';

/** One column of raw values. Numbers, booleans (0/1) and dates (ms) are floats with NaN for missing; strings use null. */
export type Column =
  | { readonly name: string; readonly type: 'number' | 'boolean' | 'date'; readonly values: Float64Array }
  | { readonly name: string; readonly type: 'string'; readonly values: readonly (string | null)[] };

/** Columns of equal length: the only table that learners and models see. */
export interface Columns {
  readonly numRows: number;
  readonly columns: readonly Column[];
}

export type Task = 'regression' | 'binary' | 'multiclass';

export interface SignatureField {
  readonly name: string;
  readonly type: ColumnType;
  /** Of a string: a PNG or JPEG as a `data:` URL, or in base64. */
  readonly content?: 'image';
  /** A missing or null value is refused when true. */
  readonly required: boolean;
  /** Known categories of a string column, most frequent first, at most 200. */
  readonly categories?: readonly string[];
  /** Read as a text, by its words: nobody chooses among its values. */
  readonly text?: true;
}

export interface Signature {
  readonly inputs: readonly SignatureField[];
  readonly output: {
    readonly name: string;
    readonly type: 'number' | 'string';
    readonly classes?: readonly string[];
  };
}

/** Answers for n rows: numbers (regression) or class labels, with probabilities row-major n × classes. */
export interface Predictions {
  readonly values: Float64Array | readonly string[];
  readonly probabilities?: { readonly classes: readonly string[]; readonly values: Float64Array };
  /** Of a regression that learnt quantiles: row-major n × levels, rising within a row; `values` holds the level nearest to 0.5. */
  readonly quantiles?: { readonly levels: readonly number[]; readonly values: Float64Array };
}

/** Named numbers as in the field: `rmse`, `mae`, `r2`, `rocAuc`, `logLoss`, `accuracy`, `f1` … */
export type Metrics = Readonly<Record<string, number>>;

/** The training data as drift compares it. */
export type { ColumnProfile, LearnerName, TrainingProfile };

export interface Importance {
  readonly feature: string;
  /** Rise of the loss (task's main metric) when the column is permuted on the test rows. */
  readonly permutation: number;
  /** Standard deviation of that rise over the shuffles, where there was more than one. */
  readonly spread?: number;
  /** Of trees: the loss that its splits took off in training, its share of all splits' (0 to 1). */
  readonly gain?: number;
  /** Of trees: the training rows (their hessians) that its splits parted, its share of all splits' (0 to 1). */
  readonly cover?: number;
}

/** What margins are measured in: the answer itself, its logarithm, log-odds, a score that only differences of classes give sense, or a probability. */
export type MarginScale = 'answer' | 'log' | 'log-odds' | 'score' | 'chance';

/** What each input adds to each answer: `base` and the values of a row sum to its margin (log-odds, log of a count, or the number itself). */
export interface Explanation {
  readonly kind: 'explanation';
  /** Inputs of the signature, in its order. */
  readonly features: readonly string[];
  /** Names of the margins: the target, its second class, each class, or each `quantile 0.95`. */
  readonly outputs: readonly string[];
  readonly scale: MarginScale;
  /** By output: the margin that is expected of no row in particular. */
  readonly base: Float64Array;
  /** Row-major n × outputs × features. */
  readonly values: Float64Array;
  /** Row-major n × outputs × features × features, where asked for; a row of it sums to the feature's value. */
  readonly interactions?: Float64Array;
  /** The rows that are explained: a column for each of `features`. */
  readonly inputs: Columns;
  /** Rows that were compared with, out of those given; without it the training rows' paths were. */
  readonly background?: RowsUsed;
  /** Where values were sampled, not exact: their standard errors in the same layout, and the walks of which they are means. */
  readonly errors?: Float64Array;
  readonly samples?: number;
}

/** Of more rows than are used, those used are spread evenly over all. */
export interface RowsUsed {
  readonly used: number;
  readonly given: number;
}

export interface ExplainOptions {
  /** Rows to compare with (interventional SHAP); without them trees take the training rows' paths, all others the held-out rows. */
  readonly background?: Columns;
  /** Where values are sampled: walks for each row. Four times as many halve the standard errors. */
  readonly samples?: number;
  readonly interactions?: boolean;
}

/** The mean answer as one input is moved and all else stays (partial dependence, Friedman 2001). */
export interface Dependence {
  readonly kind: 'dependence';
  readonly feature: string;
  readonly type: ColumnType;
  /** Values that the input was given: numbers (dates as ms, booleans as 0 and 1), or categories. None where the model does not read it. */
  readonly at: Float64Array | readonly string[];
  readonly outputs: readonly string[];
  readonly scale: MarginScale;
  /** Row-major at × outputs, margins. */
  readonly values: Float64Array;
  /** Rows whose mean it is, out of those given; without it the training rows' paths'. */
  readonly rows?: RowsUsed;
  /** Row-major rows × at × outputs: some rows' own curves, where asked for. */
  readonly curves?: Float64Array;
}

export interface Residual {
  readonly predicted: number;
  readonly actual: number;
  readonly low?: number;
  readonly high?: number;
}

/** Rows that a model was not trained on, as they were read: whoever judges it later needs nothing else. */
export interface HeldOut {
  /** Every column of the training table: inputs, target, and those that the model does not see. At most 10 000 rows. */
  readonly rows: Columns;
  /** How many test rows there were, of which `rows` are a random part. */
  readonly given: number;
  /** What a model that knows the training rows' target only answers to every row: one row's answer. */
  readonly baseline: Predictions;
}

export type Evaluation =
  | {
      readonly task: 'regression';
      readonly metrics: Metrics;
      readonly baseline: Metrics;
      readonly rows: number;
      /** At most 2 000 test rows: predicted, actual, and the ends of the band where quantiles were learnt. */
      readonly residuals: readonly Residual[];
      /** The outer two levels of learnt quantiles: the band aims at their difference as its coverage. */
      readonly band?: readonly [low: number, high: number];
    }
  | {
      readonly task: 'binary' | 'multiclass';
      readonly metrics: Metrics;
      readonly baseline: Metrics;
      /** Of nearest centroids on the same rows: what the columns tell without any effort. */
      readonly nearestCentroid?: Metrics;
      readonly rows: number;
      readonly classes: readonly string[];
      /** counts[actual][predicted] */
      readonly confusion: readonly (readonly number[])[];
    };

/** Files by relative path, forward slashes. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

/**
 * A package, format 1: `cellar.json` (PackageManifest), `MLmodel`, weights, `profile.json`, `held-out.arrow`, `learnt-rows.arrow`,
 * `input_example.json`;
 * the registry adds `notebook.html` (the slice).
 */
export interface PackageManifest {
  readonly format: 1;
  readonly learner: LearnerName;
  readonly task: Task;
  readonly signature: Signature;
  readonly target: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Of the split and, where the learner takes one, of its training. Null for a model that was not trained by `ml.train`. */
  readonly seed: number | null;
  /** Null for a model that was not trained by `ml.train`. */
  readonly split: SplitOptions | null;
  /** What was decided for the person, in words: rows dropped, columns left out. */
  readonly notes: readonly string[];
  /** Features that foretell the target almost alone, as the notes say of each. */
  readonly leaks?: readonly string[];
  readonly evaluation: Evaluation;
  readonly importances: readonly Importance[];
  readonly trainingRows: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Paths whose bytes are the trained parameters: equal bytes mean an exact reproduction. */
  readonly weights: readonly string[];
}

/** A model in memory. */
export interface Model {
  readonly task: Task;
  readonly learner: LearnerName;
  readonly signature: Signature;
  /** `rows` holds every input of the signature by name; order and extra columns do not matter. */
  predict(rows: Columns): Promise<Predictions>;
  /**
   * What each input did in each row: exactly of boosted trees and linear models, of all others sampled, with standard errors.
   * @throws CannotExplain where there are no rows to compare with
   */
  explain(rows: Columns, options?: ExplainOptions): Promise<Explanation>;
  /**
   * Over `rows`; without them over the training rows' paths of boosted trees, and over the held-out rows for all other models.
   * @throws CannotExplain where there are no rows
   */
  dependence(feature: string, rows?: Columns): Promise<Dependence>;
  dispose(): void;
}

/** What `ml.train` gives: a model with everything known of how it was made. */
export interface TrainedModel extends Model {
  readonly target: string;
  /** All of the learner's options, defaults included. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly seed: number | null;
  readonly split: SplitOptions | null;
  readonly trainingRows: number;
  readonly notes: readonly string[];
  /** Features that foretell the target almost alone, as the notes say of each. */
  readonly leaks?: readonly string[];
  readonly evaluation: Evaluation;
  readonly importances: readonly Importance[];
  readonly profile: TrainingProfile;
  /** None in packages that were made before they kept such rows. */
  readonly heldOut?: HeldOut;
  readonly history: readonly { readonly step: number; readonly metrics: Metrics }[];
  /** Where its training is kept as a run. */
  readonly run?: TrackedRun;
  toPackage(): Promise<PackageFiles>;
  /**
   * Of boosted trees: XGBoost's JSON, with equal predictions there. Refused in words where XGBoost cannot hold them.
   */
  toXgboost(): Promise<Uint8Array>;
}
