import type { CellProgress } from '@/cells/kernel/cell-run';
import { learnBaseline, repeatBaseline } from '../baseline';
import { noteClassWeights } from '../class-weights';
import { type Actual, measure } from '../evaluate';
import { findLeaks, noteLeaks } from '../find-leaks';
import { fitPart } from '../fit-part';
import { measureNearestCentroid } from '../measure-nearest-centroid';
import { mainMetric } from '../metric-names';
import type { Metrics, PackageFiles, Predictions, Task } from '../model';
import { noteUnused, readTrainingRows } from '../prepare-training';
import type { TableRead } from '../read-table';
import type { TrainContext } from '../train';
import { openFoldCheckpoint } from './fold-checkpoint';
import type { CrossValidateOptions } from './fold-options';
import type { Fold } from './make-folds';
import { makeUsableFolds } from './make-usable-folds';

/** One fold, trained and tested. */
export interface FoldResult extends Pick<Fold, 'repeat' | 'fold'> {
  readonly trainRows: number;
  /** Row numbers among the rows that have a target. */
  readonly test: Uint32Array;
  readonly predictions: Predictions;
  readonly metrics: Metrics;
  /** Of a model that knows the distribution of the fold's training target only. */
  readonly baseline: Metrics;
  /** Of nearest centroids of the fold's training rows, for classes. */
  readonly nearestCentroid?: Metrics;
  /** What went wrong while it trained. */
  readonly warning?: string;
}

/** All that a cross-validation gives, as data: it crosses from worker to frame. */
export interface CrossValidationResult {
  readonly task: Task;
  readonly classes?: readonly string[];
  /** Rows in any fold. */
  readonly rows: number;
  /** Folds that were wanted; fewer are finished after a stop. */
  readonly planned: number;
  readonly folds: readonly FoldResult[];
  readonly notes: readonly string[];
}

/** Of more, each with a note of its own, nobody would read. */
const mostClasses = 20;

/**
 * Trains and tests on each fold in turn. All that is learnt, preprocessing included, is learnt of a fold's training rows. Stopped, it keeps
 * the folds that are finished; with `checkpoints` one that was interrupted goes on in the fold where it was.
 * @throws Error in words when data, options or a fold cannot be trained on; the abort reason when stopped in the first fold
 */
export async function runCrossValidation(
  read: TableRead,
  options: CrossValidateOptions,
  { signal, progress, assets, checkpoints, base }: TrainContext & { readonly base?: PackageFiles },
): Promise<CrossValidationResult> {
  const { folds: dealt, training } = options;
  const { task, classes, table, actual, take, notes } = readTrainingRows(read, training);
  const folds = makeUsableFolds(table, actual, options);
  const rows = countUsed(folds, table.numRows);
  const main = mainMetric[task];
  const opened = checkpoints && openFoldCheckpoint({ read, options, folds, classes, base }, checkpoints);
  let { leaks } = opened?.done ?? {};
  const done: FoldResult[] = [...(opened?.done.folds ?? [])];
  const history: NonNullable<CellProgress['history']>[number][] = [];
  const see = (metrics: Metrics, step: number) => {
    const value = metrics[main];
    if (value !== undefined) history.push({ step, metrics: { [main]: value } });
  };
  for (const [i, { metrics }] of done.entries()) see(metrics, i + 1);
  const tell = (fraction: number) =>
    progress({
      fraction: (done.length + fraction) / folds.length,
      message: `Fold ${Math.min(done.length + 1, folds.length)} of ${folds.length}`,
      history: [...history],
    });

  for (const { repeat, fold, train, test } of folds.slice(done.length)) {
    tell(0);
    const part = take(train);
    leaks ??= noteLeaks(findLeaks(part, { ...training, task, classes }), training.target);
    const fitted = await fitPart(
      part,
      { ...training, task, classes, base, seed: training.seed },
      {
        ...{ signal, assets, states: opened?.states({ folds: done, leaks }) },
        onProgress: ({ fraction }) => tell(fraction ?? 0),
      },
    ).catch((error: unknown) => {
      if (signal.aborted && done.length > 0) return undefined;
      throw signal.aborted ? error : inFold(error, done.length + 1, folds.length);
    });
    if (!fitted) break;
    try {
      // What a stopped learner has kept of this fold is not what the others are.
      if (signal.aborted) break;
      const tested = take(test);
      const predictions = await fitted.predict(tested.features);
      const { levels } = predictions.quantiles ?? {};
      const answers = repeatBaseline(learnBaseline(part.target, { classes, levels }), test.length);
      const metrics = measure(tested.target, predictions, classes);
      const baseline = measure(tested.target, answers, classes);
      const nearestCentroid = await measureNearestCentroid(part, tested, classes);
      done.push({
        repeat,
        fold,
        trainRows: train.length,
        test,
        predictions,
        metrics,
        baseline,
        nearestCentroid,
        ...(fitted.warning !== undefined && { warning: fitted.warning }),
      });
      see(metrics, done.length);
      if (done.length < folds.length) opened?.seeFold({ folds: done, leaks });
    } finally {
      fitted.dispose();
    }
  }
  if (done.length === 0) throw signal.reason;
  return {
    ...{ task, classes, folds: done, planned: folds.length },
    rows,
    notes: [
      ...done.flatMap(({ warning }, i) => (warning === undefined ? [] : [`Fold ${i + 1}: ${warning}`])),
      ...noteClassesOfFolds(classes, actual, folds),
      ...(leaks ?? []),
      ...noteUnused(table.numRows - rows, dealt.kind === 'group' ? 'without a group' : 'without a time'),
      ...notes,
      ...(done.length < folds.length
        ? [`Stopped by hand: ${done.length} of ${folds.length} folds were finished, and kept.`]
        : []),
      ...noteClassWeights(training.options),
      ...noteWeights(training.weight),
    ],
  };
}

/** The fold's number before what went wrong in it; what kind of error it is stays. */
function inFold(error: unknown, fold: number, folds: number): unknown {
  if (!(error instanceof Error)) return error;
  return Object.assign(new Error(`Fold ${fold} of ${folds}: ${error.message}`, { cause: error }), {
    name: error.name,
  });
}

/** Folds that cannot learn, or not be judged by, a class. */
function noteClassesOfFolds(
  classes: readonly string[] | undefined,
  actual: Actual,
  folds: readonly Fold[],
): string[] {
  return (classes ?? []).flatMap((label, place) => {
    const lacking = (part: 'train' | 'test') =>
      folds.filter((fold) => !fold[part].some((row) => actual[row] === label)).length;
    const parts = [
      [lacking('train'), 'no training row'] as const,
      [lacking('test'), 'no test row'] as const,
    ].flatMap(([count, which]) => (count > 0 ? [`${count} of ${folds.length} folds have ${which}`] : []));
    return parts.length > 0 && place < mostClasses
      ? [`Of the class “${label}” ${parts.join(', and ')}.`]
      : [];
  });
}

function countUsed(folds: readonly Fold[], rows: number): number {
  const isUsed = new Uint8Array(rows);
  for (const { train, test } of folds)
    for (const part of [train, test]) for (const row of part) isUsed[row] = 1;
  return isUsed.reduce((sum, one) => sum + one, 0);
}

const noteWeights = (weight: string | undefined): string[] =>
  weight === undefined
    ? []
    : [`“${weight}” weighs the rows in training; the figures count every test row alike.`];
