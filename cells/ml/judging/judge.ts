import { percentileInterval } from '@/cells/statistics';
import type { Predictions } from '../model';
import { bootstrap, pairedDifference } from './bootstrap';
import { calibrate } from './calibration';
import { averageClasses, scoreClasses, weighConfusion } from './class-scores';
import type { OtherAnswers } from './compare-models';
import { measureFairness } from './fairness';
import type { JudgeOptions } from './judge-options';
import type { JudgedRows } from './judged-rows';
import type { Comparison, Interval, Judgement, Versus } from './judgement';
import { createMeasurer, type Measurer } from './measurer';
import { testPaired } from './paired-tests';
import { positiveScores } from './positive-scores';
import { rankScores } from './ranking';
import { describeErrors } from './regression-errors';
import { sliceMetricsOf } from './row-losses';
import { tabulateThresholds } from './thresholds';
import { usuallySensitive } from './usually-sensitive';
import { findWorstSlices } from './worst-slices';

export interface JudgeContext {
  /** Where the rows are from, in words. */
  readonly source: string;
  /** How many rows there were, where `rows` are some of them. */
  readonly given?: number;
  readonly other?: OtherAnswers;
  readonly signal?: AbortSignal;
  progress?(fraction: number): void;
}

/** More cells than a reader, or a page, takes. */
const mostConfused = 50;

/**
 * Everything that is known of a model's answers to rows, as plain data. The same rows, answers and options give the same judgement.
 * @throws Error in words when an option does not fit the rows
 */
export async function judge(
  rows: JudgedRows,
  options: JudgeOptions,
  context: JudgeContext,
): Promise<Judgement> {
  const { task, target, classes, actual } = rows;
  const weights = rows.weights ?? new Float64Array(actual.length).fill(1);
  const positive = readPositive(rows, options);
  const parts = judgeParts(rows, positive, options);
  const { comparison, ...measured } = await measureAll(rows, weights, { positive, options, context });
  return {
    kind: 'judgement',
    ...{ task, target, classes, source: context.source },
    rows: { used: actual.length, given: context.given ?? actual.length },
    ...(options.weight !== undefined && { weight: options.weight }),
    interval: { level: options.level, resamples: options.resamples, seed: options.seed },
    ...measured,
    ...parts,
    ...(comparison && { comparison: { ...comparison, ...treatedByOther(rows, parts, options, context) } }),
    ...(actual instanceof Float64Array
      ? { errors: describeErrors(actual, rows.predictions, weights) }
      : judgeClasses({ ...rows, actual, weights }, positive, options)),
  };
}

/** Fewer rows than this have no slices that could be told from chance. */
const fewestForSlices = 100;

function judgeParts(
  rows: JudgedRows,
  positive: string | undefined,
  { slices, sensitive = usuallySensitive(rows), threshold }: JudgeOptions,
): Pick<Judgement, 'slices' | 'fairness'> {
  const [metric] = sliceMetricsOf(rows);
  const isEnough = rows.actual.length >= fewestForSlices && metric !== undefined;
  return {
    ...(isEnough && { slices: findWorstSlices(rows, metric, { columns: slices }) }),
    ...(sensitive.length > 0 && {
      fairness: sensitive.map((column) => measureFairness(rows, column, { positive, threshold })),
    }),
  };
}

/** By the same columns, how the other model treats the groups. */
function treatedByOther(
  rows: JudgedRows,
  { fairness }: Pick<Judgement, 'fairness'>,
  { threshold }: JudgeOptions,
  { other }: JudgeContext,
): Pick<Comparison, 'fairness'> {
  if (!fairness || !other) return {};
  const answered = { ...rows, predictions: other.predictions };
  return {
    fairness: fairness.map(({ column, positive }) =>
      measureFairness(answered, column, { positive, threshold }),
    ),
  };
}

function readPositive({ task, classes }: JudgedRows, { positive }: JudgeOptions): string | undefined {
  if (task !== 'binary') {
    if (positive === undefined) return undefined;
    throw new Error('A positive class is named, and the model does not tell two classes apart.');
  }
  if (positive === undefined) return classes[1];
  if (classes.includes(positive)) return positive;
  throw new Error(`The positive class “${positive}” is not one of the model's: ${classes.join(', ')}.`);
}

interface Measuring {
  readonly positive: string | undefined;
  readonly options: JudgeOptions;
  readonly context: JudgeContext;
}

/** Metrics of the model, the baseline and the other model on the same resamples. */
async function measureAll(
  rows: JudgedRows,
  weights: Float64Array,
  { positive, options, context }: Measuring,
): Promise<Pick<Judgement, 'metrics' | 'baseline' | 'comparison'>> {
  const measurerOf = (predictions: Predictions) => createMeasurer({ ...rows, positive }, predictions);
  const own = measurerOf(rows.predictions);
  const baseline = rows.baseline && measurerOf(rows.baseline);
  const other = context.other && measurerOf(context.other.predictions);
  const measurers = [own, ...(baseline ? [baseline] : []), ...(other ? [other] : [])];
  const measure = (drawn: Float64Array) => measurers.flatMap((measurer) => [...measurer.measure(drawn)]);
  const values = measure(weights);
  const resampled = await bootstrap(weights, measure, { ...options, ...context });
  const { level } = options;
  const of = (measurer: Measurer): Figures => {
    const start = measurers
      .slice(0, measurers.indexOf(measurer))
      .reduce((sum, { names }) => sum + names.length, 0);
    return new Map(
      measurer.names.flatMap((name, i) => {
        const value = values[start + i] ?? Number.NaN;
        const drawn = resampled[start + i];
        return Number.isFinite(value) && drawn ? [[name, { value, drawn }] as const] : [];
      }),
    );
  };
  const figures = of(own);
  const metrics = Object.fromEntries(
    [...figures].map(([name, { value, drawn }]) => [name, percentileInterval(value, drawn, level)]),
  ) satisfies Record<string, Interval>;
  return {
    metrics,
    ...(baseline && { baseline: compareFigures(figures, of(baseline), level) }),
    ...(other &&
      context.other && {
        comparison: {
          name: context.other.name,
          metrics: compareFigures(figures, of(other), level),
          tests: rows.weights ? [] : testPaired(rows, context.other.predictions, positive),
          notes: context.other.notes,
        },
      }),
  };
}

type Figures = ReadonlyMap<string, { readonly value: number; readonly drawn: Float64Array }>;

function compareFigures(own: Figures, other: Figures, level: number): Record<string, Versus> {
  return Object.fromEntries(
    [...other].flatMap(([name, { value, drawn }]) => {
      const mine = own.get(name);
      if (!mine) return [];
      const difference = pairedDifference(mine.value - value, mine.drawn, drawn, level);
      return [[name, { ...percentileInterval(value, drawn, level), difference }]];
    }),
  );
}

function judgeClasses(
  rows: JudgedRows & { readonly actual: readonly string[]; readonly weights: Float64Array },
  positive: string | undefined,
  { costs, threshold = 0.5 }: JudgeOptions,
): Partial<Judgement> {
  const { actual, classes, predictions, weights } = rows;
  const { probabilities } = predictions;
  const confusion = weighConfusion(rows);
  const common = { ...(classes.length <= mostConfused && { confusion }) };
  if (positive === undefined)
    return {
      ...common,
      byClass: scoreClasses(rows, confusion),
      averages: averageClasses(confusion),
      ...(probabilities && { calibration: calibrate('answer', ...confidence(rows, probabilities), weights) }),
    };
  if (!probabilities) return common;
  const { scores, isPositive } = positiveScores(actual, probabilities, positive);
  return {
    ...common,
    binary: {
      ...{ positive, threshold },
      costs: { falsePositive: 1, falseNegative: 1, truePositive: 0, trueNegative: 0, ...costs },
      table: tabulateThresholds(rankScores(scores, isPositive), scores, weights, [0.5, threshold]),
    },
    calibration: calibrate('positive', scores, isPositive, weights),
  };
}

/** The answer's own probability, and whether it was right. */
function confidence(
  { actual, predictions }: { readonly actual: readonly string[]; readonly predictions: Predictions },
  { classes, values }: NonNullable<Predictions['probabilities']>,
): [Float64Array, Uint8Array] {
  const place = new Map(classes.map((label, k) => [label, k]));
  const answers = predictions.values as readonly string[]; // classes are answered by labels
  return [
    Float64Array.from(answers, (label, row) => values[row * classes.length + (place.get(label) ?? 0)] ?? 0),
    Uint8Array.from(answers, (label, row) => (label === actual[row] ? 1 : 0)),
  ];
}
