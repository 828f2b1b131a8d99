import type { z } from 'zod';
import type { Columns, LearnerName, Metrics, PackageFiles, Predictions, Task } from './model';

export interface FitInput {
  readonly features: Columns;
  /** Regression: numbers. Classification: class labels. */
  readonly target: Float64Array | readonly string[];
  readonly task: Task;
  readonly classes?: readonly string[];
  /** Learners that validate while they train (early stopping, live curve) hold this part out. */
  readonly validation?: { readonly features: Columns; readonly target: Float64Array | readonly string[] };
  readonly seed: number;
}

export interface FitProgress {
  readonly step: number;
  /** 0..1 when the length is known. */
  readonly fraction?: number;
  readonly metrics: Metrics;
  readonly message?: string;
}

export interface FitContext {
  /** Aborting ends training; a learner that has a usable best state returns it, else throws the abort reason. */
  readonly signal: AbortSignal;
  onProgress(progress: FitProgress): void;
}

/** Trained parameters, ready to predict on raw columns. */
export interface Fitted {
  predict(features: Columns): Promise<Predictions>;
  /** Files of the package that hold the parameters; `restore` reads them. */
  files(): Promise<PackageFiles>;
  dispose(): void;
}

/** A way of learning. Heavy engines are imported inside `fit` and `restore`. */
export interface Learner<Options = Record<string, unknown>> {
  readonly name: Exclude<LearnerName, 'custom'>;
  readonly label: string;
  readonly tasks: readonly Task[];
  /** The options that it really has, with defaults; unknown ones are refused with what is allowed. */
  readonly options: z.ZodType<Options>;
  /** Takes part in `seed`; a learner without one says so in the interface. */
  readonly seeded: boolean;
  fit(input: FitInput, options: Options, context: FitContext): Promise<Fitted>;
  restore(files: PackageFiles, about: { task: Task; classes?: readonly string[] }): Promise<Fitted>;
}
