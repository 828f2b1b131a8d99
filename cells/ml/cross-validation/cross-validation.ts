import { type Table, tableFromColumns } from '@uwdata/flechette';
import type { TrackedRun } from '@/cells/tracking/track-training';
import { encodeColumn } from '../held-out-file';
import { learnersAbout } from '../learners-about';
import { mainMetric, metricNames } from '../metric-names';
import type { Column, LearnerName, Metrics, Task } from '../model';
import { readTrainingRows } from '../prepare-training';
import { type TableRead, takeRows } from '../read-table';
import type { CrossValidateOptions, FoldOptions } from './fold-options';
import { type FoldSpread, resampledT } from './resampled-t';
import type { CrossValidationResult, FoldResult } from './run-cross-validation';

/** A metric over the folds. Where a fold has none (ROC AUC with one class), its value is null and it does not count. */
export interface FoldMetric extends FoldSpread {
  readonly values: readonly (number | null)[];
  /** Of a model that knows the training target's distribution only. */
  readonly baseline: FoldSpread & { readonly values: readonly (number | null)[] };
  /** The model's less the baseline's, fold by fold. */
  readonly difference: FoldSpread;
  /** Of nearest centroids, for classes. */
  readonly nearestCentroid?: FoldSpread;
}

/** Two cross-validations on the same folds: the first one's metric less the other's. */
export interface FoldComparison extends FoldSpread {
  readonly kind: 'fold-comparison';
  readonly metric: string;
  /** By fold. */
  readonly differences: readonly number[];
}

/** What `ml.crossValidate` gives. */
export interface CrossValidation {
  readonly kind: 'cross-validation';
  readonly learner: LearnerName;
  readonly task: Task;
  readonly classes?: readonly string[];
  readonly target: string;
  /** All of the learner's options, defaults included. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly dealt: FoldOptions;
  /** Rows in any fold. */
  readonly rows: number;
  /** Folds that were wanted; fewer are finished after a stop. */
  readonly planned: number;
  readonly folds: readonly (Pick<FoldResult, 'repeat' | 'fold' | 'trainRows' | 'metrics' | 'baseline'> & {
    readonly testRows: number;
  })[];
  readonly metrics: Readonly<Record<string, FoldMetric>>;
  /** The figure that stands for it. */
  readonly main: string;
  /** Where it is kept as a run. */
  readonly run?: TrackedRun;
  readonly notes: readonly string[];
  /**
   * An Arrow table: each tested row as it was given, with `repeat`, `fold`, what the model that had not seen it answered, and the
   * probability of each class.
   */
  readonly outOfFold: Table;
  /**
   * Both on the same rows, dealt out alike: the corrected resampled t of the differences, fold by fold.
   * @throws Error in words where the folds are not the same
   */
  compare(other: CrossValidation, metric?: string): FoldComparison;
}

/** A result as the value of a cell. `read` is the table that it was made of: out-of-fold rows are taken from it when they are wanted. */
export function createCrossValidation(
  { task, classes, rows, planned, folds, notes }: CrossValidationResult,
  { folds: dealt, training }: CrossValidateOptions,
  read: TableRead,
): CrossValidation {
  let outOfFold: Table | undefined;
  const fingerprint = fingerprintOf(folds);
  const metrics = summarize(folds);
  const validation: CrossValidation = {
    kind: 'cross-validation',
    ...{ task, classes, dealt, rows, planned, notes, metrics },
    learner: training.learner,
    target: training.target,
    options: learnersAbout[training.learner].options.parse(training.options),
    seed: training.seed,
    main: mainMetric[task] in metrics ? mainMetric[task] : (Object.keys(metrics)[0] ?? mainMetric[task]),
    folds: folds.map(({ repeat, fold, trainRows, test, metrics, baseline }) => ({
      ...{ repeat, fold, trainRows, metrics, baseline },
      testRows: test.length,
    })),
    get outOfFold() {
      outOfFold ??= toOutOfFold(folds, readTrainingRows(read, training).table.columns, training.target);
      return outOfFold;
    },
    compare(other, metric = validation.main) {
      if (fingerprints.get(other) !== fingerprint || other.task !== task)
        throw new Error(
          'The two were not validated on the same folds. Give both the same rows, target, folds and seed, and let both finish.',
        );
      const mine = metrics[metric];
      const theirs = other.metrics[metric];
      if (!mine || !theirs) throw new Error(`Both need the metric ${metric}, and not both have it.`);
      const differences = subtract(mine.values, theirs.values);
      return { kind: 'fold-comparison', metric, differences, ...resampledT(differences, ratioOf(folds)) };
    },
  };
  fingerprints.set(validation, fingerprint);
  return validation;
}

/** Which rows tested in which fold; of values that are alive only. */
const fingerprints = new WeakMap<CrossValidation, string>();

/** FNV-1a over folds and their test rows. */
function fingerprintOf(folds: readonly FoldResult[]): string {
  let hash = 0x811c9dc5;
  const add = (value: number) => {
    hash = Math.imul(hash ^ value, 0x01000193);
  };
  for (const { repeat, fold, trainRows, test } of folds) {
    for (const value of [repeat, fold, trainRows, test.length]) add(value);
    for (const row of test) add(row);
  }
  return `${folds.length}:${hash >>> 0}`;
}

function summarize(folds: readonly FoldResult[]): Record<string, FoldMetric> {
  const present = new Set(folds.flatMap(({ metrics }) => Object.keys(metrics)));
  const names = Object.keys(metricNames).filter((name) => present.has(name));
  const ratio = ratioOf(folds);
  return Object.fromEntries(
    names.map((name) => {
      const valuesOf = (of: (fold: FoldResult) => Metrics) => folds.map((fold) => of(fold)[name] ?? null);
      const values = valuesOf(({ metrics }) => metrics);
      const baseline = valuesOf(({ baseline }) => baseline);
      const centroid = defined(valuesOf(({ nearestCentroid = {} }) => nearestCentroid));
      return [
        name,
        {
          values,
          ...resampledT(defined(values), ratio),
          baseline: { values: baseline, ...resampledT(defined(baseline), ratio) },
          difference: resampledT(subtract(values, baseline), ratio),
          ...(centroid.length > 0 && { nearestCentroid: resampledT(centroid, ratio) }),
        },
      ];
    }),
  );
}

function ratioOf(folds: readonly FoldResult[]): number {
  const sum = (of: (fold: FoldResult) => number) => folds.reduce((total, fold) => total + of(fold), 0);
  return sum(({ test }) => test.length) / sum(({ trainRows }) => trainRows);
}

const defined = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

/** Of the folds in which both are defined. */
function subtract(first: readonly (number | null)[], second: readonly (number | null)[]): number[] {
  return first.flatMap((value, i) => {
    const other = second[i] ?? null;
    return value === null || other === null ? [] : [value - other];
  });
}

function toOutOfFold(folds: readonly FoldResult[], columns: readonly Column[], target: string): Table {
  const rows = Uint32Array.from(folds.flatMap(({ test }) => [...test]));
  const ofFold = (name: string, of: (fold: FoldResult) => number): Column => ({
    name,
    type: 'number',
    values: Float64Array.from(folds.flatMap((fold) => new Array<number>(fold.test.length).fill(of(fold)))),
  });
  const answers = folds.flatMap(({ predictions }) => [...predictions.values]);
  const labels = folds[0]?.predictions.probabilities?.classes ?? [];
  const added: Column[] = [
    ofFold('repeat', ({ repeat }) => repeat),
    ofFold('fold', ({ fold }) => fold),
    folds[0]?.predictions.values instanceof Float64Array
      ? { name: `predicted ${target}`, type: 'number', values: Float64Array.from(answers, Number) }
      : { name: `predicted ${target}`, type: 'string', values: answers.map(String) },
    ...labels.map(
      (label, place): Column => ({
        name: `probability of ${label}`,
        type: 'number',
        values: Float64Array.from(
          folds.flatMap(({ predictions, test }) =>
            Array.from(
              test,
              (_, i) => predictions.probabilities?.values[i * labels.length + place] ?? Number.NaN,
            ),
          ),
        ),
      }),
    ),
  ];
  // A column of the data keeps its name; what is added beside it says where it comes from.
  const taken = new Set(columns.map(({ name }) => name));
  const named = added.map((column) =>
    taken.has(column.name) ? { ...column, name: `cross-validation ${column.name}` } : column,
  );
  return tableFromColumns(
    [...columns.map((column) => takeRows(column, rows)), ...named].map((column) => [
      column.name,
      encodeColumn(column),
    ]),
  );
}
