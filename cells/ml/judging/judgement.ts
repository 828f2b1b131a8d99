import type { Interval } from '@/cells/statistics';
import type { AskJudged } from '../asking/questions';
import type { Matters } from '../asking/tell-matters';
import type { Metrics, RowsUsed, Signature, Task } from '../model';
import type { Calibration } from './calibration';
import type { ClassScore } from './class-scores';
import type { Fairness } from './fairness-figures';
import type { JudgedModel, JudgedRows } from './judged-rows';
import type { PairedTest } from './paired-tests';
import type { ErrorBin, RegressionErrors } from './regression-errors';
import type { Costs, ThresholdTable } from './thresholds';
import type { WorstSlices } from './worst-slices';

export type { Interval };

/** Of two metrics on the same resamples: the judged model's less the other's. */
export interface Difference extends Interval {
  /** Two-sided, of no difference, from the resamples (Davison and Hinkley 1997, §4.4); no smaller than 2 / (resamples + 1). */
  readonly pValue: number;
}

export interface Versus extends Interval {
  readonly difference: Difference;
}

export interface Comparison {
  /** What the other model is called. */
  readonly name: string;
  /** The other model's figures, each with the judged model's difference to it. */
  readonly metrics: Readonly<Record<string, Versus>>;
  /** Tests in closed form; none where rows have weights. */
  readonly tests: readonly PairedTest[];
  /** The other model's, by the same columns as the judged one's. */
  readonly fairness?: readonly Fairness[];
  /** What a reader must know of the comparison: rows left out, or that the other model may have learnt from. */
  readonly notes: readonly string[];
}

/** Of two classes: everything by threshold on the probability of the positive one. */
export interface BinaryJudgement {
  readonly positive: string;
  readonly table: ThresholdTable;
  readonly costs: Costs;
  /** What the person asked for, else a half. */
  readonly threshold: number;
}

/** How good a model is on rows it has not learnt from, as plain data: the value of an evaluate cell, and what a page shows. */
export interface Judgement {
  readonly kind: 'judgement';
  readonly task: Task;
  readonly target: string;
  /** None for a regression. */
  readonly classes: readonly string[];
  /** Rows judged, of those there were. */
  readonly rows: RowsUsed;
  /** Where the rows are from, in words: the held-out rows, or a table. */
  readonly source: string;
  /** The column of weights. */
  readonly weight?: string;
  /** Percentile intervals of the bootstrap over rows. */
  readonly interval: { readonly level: number; readonly resamples: number; readonly seed: number };
  readonly metrics: Readonly<Record<string, Interval>>;
  /** What the training rows' distribution alone scores, with the model's difference to it. */
  readonly baseline?: Readonly<Record<string, Versus>>;
  /** counts[actual][predicted], sums of weights; for at most 50 classes. */
  readonly confusion?: readonly (readonly number[])[];
  readonly binary?: BinaryJudgement;
  readonly calibration?: Calibration;
  readonly byClass?: readonly ClassScore[];
  readonly averages?: Readonly<Record<'macro' | 'micro' | 'weighted', Metrics>>;
  readonly errors?: RegressionErrors;
  readonly comparison?: Comparison;
  /** Where the model is weak; none where the rows are too few to tell. */
  readonly slices?: WorstSlices;
  /** By sensitive column. */
  readonly fairness?: readonly Fairness[];
  /** In a report, where nobody can ask. */
  readonly matters?: Matters;
  /** Where the model is there to be asked more of: in the notebook that made this, and on a version's page. It does not travel. */
  readonly live?: LiveJudgement;
}

export interface LiveJudgement {
  readonly signature: Signature;
  readonly ask: AskJudged;
  /** In the notebook the model and the rows themselves, for code. */
  readonly model?: JudgedModel;
  readonly rows?: JudgedRows;
}

export type { Calibration, ClassScore, Costs, ErrorBin, PairedTest, RegressionErrors, ThresholdTable };
