import type { EngineAssets } from './engine-assets';
import type { ElsewhereLearner } from './learner-name';
import type {
  Columns,
  Dependence,
  ExplainOptions,
  Explanation,
  Importance,
  LearnerName,
  Metrics,
  PackageFiles,
  Predictions,
  Task,
} from './model';
import type { BackendMeasurements } from './network/choose-backend';
import type { TextReading } from './text/text-options';

export interface FitInput {
  readonly features: Columns;
  /** Regression: numbers. Classification: class labels. */
  readonly target: Float64Array | readonly string[];
  readonly task: Task;
  readonly classes?: readonly string[];
  /** Learners that validate while they train (early stopping, live curve) hold this part out. */
  readonly validation?: {
    readonly features: Columns;
    readonly target: Float64Array | readonly string[];
    readonly weights?: Float64Array;
  };
  /** Of each row, not negative; learners that are not `weighted` are never given any. */
  readonly weights?: Float64Array;
  /** The features that are texts, and how they are read. */
  readonly text?: TextReading;
  /** The rows are in order of time. */
  readonly isOrdered?: boolean;
  /** Files of an earlier model of the same learner, from which training goes on. */
  readonly warmStart?: PackageFiles;
  /** Files of a model of TensorFlow.js that answers first; only networks that see pictures are given any. */
  readonly base?: PackageFiles;
  readonly seed: number;
}

export interface FitProgress {
  readonly step: number;
  /** 0..1 when the length is known. */
  readonly fraction?: number;
  readonly metrics: Metrics;
  readonly message?: string;
}

/** Where a learner stood at the end of a step: all that it needs to go on as if nothing had come between. */
export interface LearnerState {
  readonly step: number;
  /** Steps that were planned. */
  readonly steps: number;
  /** What the learner calls a step. */
  readonly unit: 'epoch' | 'round';
  readonly files: PackageFiles;
}

export interface StateKeeper {
  /** Where an interrupted fit of the same data, options and seed stood. */
  readonly resume?: LearnerState;
  /** Asked at the end of each step: making a state takes time. */
  isDue(): boolean;
  keep(state: LearnerState): void;
}

export interface FitContext {
  /** Aborting ends training; a learner that has a usable best state returns it, else throws the abort reason. */
  readonly signal: AbortSignal;
  onProgress(progress: FitProgress): void;
  readonly assets: EngineAssets;
  /** How quick this machine's backends are, for those that have a choice; without it nothing is measured. */
  readonly measurements?: BackendMeasurements;
  /** Learners that go step by step leave their state here now and then; the others pay no heed to it. */
  readonly states?: StateKeeper;
}

/** What the manifest says of a stored model. */
export interface RestoreContext {
  readonly task: Task;
  readonly classes?: readonly string[];
  readonly assets: EngineAssets;
}

/** Trained parameters, ready to predict on raw columns. */
export interface Fitted {
  predict(features: Columns): Promise<Predictions>;
  /** Files of the package that hold the parameters; `restore` reads them. */
  files(): Promise<PackageFiles>;
  /** Paths among `files` whose bytes are the parameters: equal bytes for equal data, options and seed. */
  readonly weights: readonly string[];
  /** What it was made with, beside the versions of its engine. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What the person should know of how it ended. */
  readonly notes?: readonly string[];
  /** What went wrong while it trained: it answers, and may not be worth much. */
  readonly warning?: string;
  /** By input: what the learner itself counted while it trained. */
  readonly importances?: readonly Omit<Importance, 'permutation'>[];
  /** Exact contributions of each input. */
  explain?(features: Columns, options: ExplainOptions): Promise<Explanation>;
  /** `explain` wants rows to compare with. */
  readonly comparesRows?: boolean;
  /** Over `rows`, or without them over the training rows' paths. */
  dependence?(feature: string, rows?: Columns): Promise<Dependence>;
  /** The same model as XGBoost's JSON. */
  toXgboost?(): Promise<Uint8Array>;
  dispose(): void;
}

/**
 * A way of learning. What people are told of it, its options' schema included, is in `learners-about.ts`; heavy engines are
 * imported inside `fit` and `restore`.
 */
export interface Learner<
  Options extends Readonly<Record<string, unknown>> = Readonly<Record<string, unknown>>,
> {
  readonly name: Exclude<LearnerName, 'custom' | ElsewhereLearner>;
  /** `options` have been parsed by the learner's schema. */
  fit(input: FitInput, options: Options, context: FitContext): Promise<Fitted>;
  restore(files: PackageFiles, context: RestoreContext): Promise<Fitted>;
}
