import { type CrossValidateOptions, type Fold, makeUsableFolds, splitLike } from '../cross-validation';
import type { EngineAssets } from '../engine-assets';
import { measure } from '../evaluate';
import { type FitTask, fitPart, hasFigures } from '../fit-part';
import { learnersAbout, type SearchableLearner, searchableLearners } from '../learners-about';
import { mainMetric, metricNames } from '../metric-names';
import type { Metrics } from '../model';
import {
  holdOut,
  type Part,
  readTrainingRows,
  splitTrainingRows,
  type TrainingRows,
  takeActual,
} from '../prepare-training';
import { type TableRead, takeTableRows } from '../read-table';
import { summarizeFolds, type TrialFold } from './fold-figures';
import type { TrialOutcome } from './run-search';
import { type FoundSettings, type TuneOptions, toTrainOptions } from './tune-options';

/** What the search must know of the data before it begins. */
export interface SearchedTask {
  readonly metric: string;
  readonly better: 'lower' | 'higher';
  /** Trainings of each trial, where it is judged by folds. */
  readonly folds?: number;
}

export interface TrialContext {
  readonly signal: AbortSignal;
  readonly assets: EngineAssets;
  /** Steps of all folds are counted on. */
  onStep(step: number, metrics: Metrics): void;
  /** Told after each fold: all that are finished. */
  onFolds(folds: readonly TrialFold[]): void;
}

export interface TrialTrainer {
  readonly task: SearchedTask;
  train(settings: FoundSettings, context: TrialContext): Promise<TrialOutcome>;
}

/** Trains on one part and judges on another. */
type JudgeOn = (
  parts: { readonly fit: Part; readonly validation: Part },
  task: Pick<FitTask, 'learner' | 'options' | 'split'>,
  context: Pick<TrialContext, 'signal' | 'assets' | 'onStep'>,
) => Promise<TrialFold>;

/**
 * Trains trials on one table, which is read and split once. Each learns from a part of the training rows just as `ml.train` would, its own
 * held-out rows for early stopping included, and is judged on the rest of them, once or fold by fold; the test rows are never seen.
 * @throws Error in words when data or options cannot be trained on
 */
export function createTrialTrainer(read: TableRead, options: TuneOptions): TrialTrainer {
  const training = toTrainOptions(options, { learner: strictest(options), options: {} });
  const rows = readTrainingRows(read, training);
  const split = splitTrainingRows(rows, training);
  const { task, classes } = rows;
  const metric = options.metric ?? mainMetric[task];
  const { better = 'lower' } = metricNames[metric] ?? {};
  if (better === 'target') throw new Error(`Option metric: one cannot search by ${metric}.`);
  refuseMetric(metric, rows);

  const judgeOn: JudgeOn = async ({ fit, validation }, own, { signal, assets, onStep }) => {
    let steps = 0;
    const fitted = await fitPart(
      fit,
      { ...own, task, classes, seed: options.seed },
      {
        signal,
        assets,
        onProgress({ step, metrics }) {
          if (!hasFigures(metrics)) return;
          steps = step;
          onStep(step, metrics);
        },
      },
    );
    try {
      const measured = measure(validation.target, await fitted.predict(validation.features), classes);
      const value = measured[metric];
      if (value === undefined) throw new Error(sayUndefined(metric, validation, classes));
      return { value, steps };
    } finally {
      fitted.dispose();
    }
  };

  const about = { metric, better };
  if (!options.validateBy) {
    const parts = holdOut(rows.take(split.train), options, options.validationShare);
    return {
      task: about,
      train: (settings, context) => judgeOn(parts, { ...settings, split: options.split }, context),
    };
  }
  const { folds: dealt } = options.validateBy;
  const folds = dealTrainingRows(rows, split.train, { folds: dealt, training });
  return {
    task: { ...about, folds: folds.length },
    async train(settings, { signal, assets, onStep, onFolds }) {
      const done: TrialFold[] = [];
      let before = 0;
      for (const { train, test } of folds) {
        const one = await judgeOn(
          { fit: rows.take(train), validation: rows.take(test) },
          { ...settings, split: splitLike(dealt) },
          { signal, assets, onStep: (step, metrics) => onStep(before + step, metrics) },
        );
        // What a stopped learner has kept of this fold is not what the others are.
        signal.throwIfAborted();
        done.push(one);
        before += one.steps;
        onFolds([...done]);
      }
      const value = summarizeFolds(done.map((fold) => fold.value))?.mean ?? Number.NaN;
      return { value, steps: before, folds: done };
    },
  };
}

/** Folds of the training rows, by their numbers among all rows. */
function dealTrainingRows(
  { table, actual }: TrainingRows,
  train: Uint32Array,
  options: CrossValidateOptions,
): Pick<Fold, 'train' | 'test'>[] {
  const folds = makeUsableFolds(takeTableRows(table, train), takeActual(actual, train), options);
  const inTable = (rows: Uint32Array) => Uint32Array.from(rows, (row) => train[row] ?? 0);
  return folds.map((fold) => ({ train: inTable(fold.train), test: inTable(fold.test) }));
}

/** The learner that takes the fewest rows: what it accepts, all of them do. */
function strictest({ search }: TuneOptions): SearchableLearner {
  const [first = 'boosted-trees', ...rest] = searchableLearners.filter((learner) => search[learner]);
  return rest.reduce((a, b) => (learnersAbout[a].maximumRows <= learnersAbout[b].maximumRows ? a : b), first);
}

/** Why rows have no such figure, and what to do. */
function sayUndefined(metric: string, { target }: Part, classes: readonly string[] | undefined): string {
  const label = metricNames[metric]?.label ?? metric;
  const rows = `the ${target.length.toLocaleString('en')} rows that judge a trial`;
  const [only, second] = new Set<string | number>(target);
  if (classes && second === undefined)
    return `${label} cannot be measured: ${rows} are all “${only}”. Judge by stratified folds (validateBy: {folds: {kind: "stratified"}}), or search by log loss (metric: "logLoss").`;
  return `${label} cannot be measured on ${rows}. Search by another metric, or give more rows.`;
}

const ofNumbers: ReadonlySet<string> = new Set(['rmse', 'mae', 'r2', 'mape', 'pinball']);
const ofTwoClasses: ReadonlySet<string> = new Set(['rocAuc', 'brier']);

function refuseMetric(metric: string, { task }: TrainingRows): void {
  const label = metricNames[metric]?.label ?? metric;
  if (ofNumbers.has(metric) !== (task === 'regression'))
    throw new Error(
      `Option metric: ${label} is for ${task === 'regression' ? 'classes, and the target is a number' : 'numbers, and the target has classes'}.`,
    );
  if (task !== 'binary' && ofTwoClasses.has(metric))
    throw new Error(`Option metric: ${label} is for two classes, and the target has more.`);
}
