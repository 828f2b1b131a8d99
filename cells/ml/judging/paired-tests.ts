import {
  chiSquareTail,
  normalTwoSided,
  signTest,
  studentCritical,
  studentTwoSided,
} from '@/cells/statistics';
import type { Predictions } from '../model';
import type { JudgedRows } from './judged-rows';
import { positiveScores } from './positive-scores';

/** A test of no difference between two models on the same rows. */
export interface PairedTest {
  readonly test: 'mcnemar' | 'delong' | 'paired-t';
  /** What differs or not: share of right answers, area under the ROC curve, mean loss. */
  readonly of: 'accuracy' | 'rocAuc' | 'logLoss' | 'squaredError' | 'absoluteError';
  /** The judged model's less the other's. */
  readonly difference: number;
  /** Interval of 95 % of the difference. */
  readonly low: number;
  readonly high: number;
  /** χ², z or t; null of an exact test. */
  readonly statistic: number | null;
  /** Two-sided. */
  readonly pValue: number;
}

const z95 = 1.959963984540054;
/** Rows on which one alone is right: below this their number is tested exactly. */
const fewestForChiSquare = 25;

/**
 * Tests in closed form for two models' answers to the same rows, all of the same weight: for classes McNemar's, of probabilities a
 * paired t of the log loss and DeLong's; for numbers a paired t of the squared and of the absolute errors.
 */
export function testPaired(
  { actual, classes, predictions }: Pick<JudgedRows, 'actual' | 'classes' | 'predictions'>,
  other: Predictions,
  positive?: string,
): PairedTest[] {
  if (actual instanceof Float64Array) {
    const error = ({ values }: Predictions, row: number) => Number(values[row]) - (actual[row] ?? Number.NaN);
    const losses = (loss: (error: number) => number) =>
      actual.map((_, row) => loss(error(predictions, row)) - loss(error(other, row)));
    return [
      { of: 'squaredError', ...pairedT(losses((e) => e ** 2)) },
      { of: 'absoluteError', ...pairedT(losses(Math.abs)) },
    ];
  }
  const isRight = ({ values }: Predictions) => actual.map((label, row) => values[row] === label);
  const tests: PairedTest[] = [{ of: 'accuracy', ...mcnemar(isRight(predictions), isRight(other)) }];
  const [mine, theirs] = [predictions.probabilities, other.probabilities];
  if (!mine || !theirs) return tests;
  const loss = (probabilities: typeof mine, label: string, row: number) => {
    const p = probabilities.values[row * probabilities.classes.length + probabilities.classes.indexOf(label)];
    return -Math.log(Math.min(Math.max(p ?? Number.NaN, Number.EPSILON), 1 - Number.EPSILON));
  };
  const losses = Float64Array.from(actual, (label, row) => loss(mine, label, row) - loss(theirs, label, row));
  tests.push({ of: 'logLoss', ...pairedT(losses) });
  const label = positive ?? classes[1];
  if (classes.length !== 2 || label === undefined) return tests;
  const { scores, isPositive } = positiveScores(actual, mine, label);
  const delong = testAreas(isPositive, scores, positiveScores(actual, theirs, label).scores);
  return delong ? [...tests, { of: 'rocAuc', ...delong }] : tests;
}

type Tested = Omit<PairedTest, 'of'>;

/**
 * Of the rows on which exactly one model is right, whether they fall to both alike (McNemar 1947): exact where there are fewer than
 * 25, else χ² with Edwards' correction. The interval of the difference of shares is Wald's.
 */
export function mcnemar(first: readonly boolean[], second: readonly boolean[]): Tested {
  const n = first.length;
  let [mine, theirs] = [0, 0];
  first.forEach((isRight, row) => {
    if (isRight && !second[row]) mine++;
    if (!isRight && second[row]) theirs++;
  });
  const differing = mine + theirs;
  const difference = (mine - theirs) / n;
  const margin = (z95 * Math.sqrt(differing - (mine - theirs) ** 2 / n)) / n;
  const about = { test: 'mcnemar' as const, difference, low: difference - margin, high: difference + margin };
  if (differing < fewestForChiSquare) return { ...about, statistic: null, pValue: signTest(mine, theirs) };
  const statistic = Math.max(Math.abs(mine - theirs) - 1, 0) ** 2 / differing;
  return { ...about, statistic, pValue: chiSquareTail(statistic, 1) };
}

/**
 * Whether differences of losses have the mean zero: Student's paired t (`scipy.stats.ttest_rel`), which is the test of Diebold and
 * Mariano (1995) at horizon 1 with the correction of Harvey, Leybourne and Newbold (1997). Losses that follow one another in time
 * are not independent, and then it finds differences too easily.
 */
export function pairedT(differences: Float64Array): Tested {
  const n = differences.length;
  const mean = differences.reduce((sum, one) => sum + one, 0) / n;
  const variance = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (n - 1);
  const error = Math.sqrt(variance / n);
  if (!(error > 0))
    return {
      test: 'paired-t',
      difference: mean,
      low: mean,
      high: mean,
      statistic: null,
      pValue: mean === 0 ? 1 : 0,
    };
  const margin = studentCritical(0.05, n - 1) * error;
  const statistic = mean / error;
  return {
    ...{ test: 'paired-t', difference: mean, low: mean - margin, high: mean + margin, statistic },
    pValue: studentTwoSided(statistic, n - 1),
  };
}

/**
 * Difference of two areas under ROC curves of the same rows (DeLong, DeLong and Clarke-Pearson 1988), by mid-ranks in n log n steps
 * (Sun and Xu 2014). Undefined where a class has fewer than two rows.
 */
export function testAreas(
  isPositive: Uint8Array,
  first: Float64Array,
  second: Float64Array,
): Tested | undefined {
  const a = placementsOf(isPositive, first);
  const b = placementsOf(isPositive, second);
  const [m, n] = [a.positives.length, a.negatives.length];
  if (m < 2 || n < 2) return undefined;
  const difference = mean(a.positives) - mean(b.positives);
  const variance =
    varianceOfDifference(a.positives, b.positives) / m + varianceOfDifference(a.negatives, b.negatives) / n;
  const error = Math.sqrt(variance);
  const about = { test: 'delong' as const, difference };
  if (!(error > 0)) return { ...about, low: difference, high: difference, statistic: null, pValue: 1 };
  const statistic = difference / error;
  return {
    ...about,
    low: difference - z95 * error,
    high: difference + z95 * error,
    statistic,
    pValue: normalTwoSided(statistic),
  };
}

/** Of each positive row the share of negatives below it, of each negative the share of positives above it; ties a half. */
function placementsOf(
  isPositive: Uint8Array,
  scores: Float64Array,
): { readonly positives: Float64Array; readonly negatives: Float64Array } {
  const rows = [...scores.keys()];
  const positive = rows.filter((row) => isPositive[row]);
  const negative = rows.filter((row) => !isPositive[row]);
  const [m, n] = [positive.length, negative.length];
  const all = midRanks(scores);
  const own = (of: readonly number[]) => midRanks(Float64Array.from(of, (row) => scores[row] ?? 0));
  const [ownPositive, ownNegative] = [own(positive), own(negative)];
  return {
    positives: Float64Array.from(positive, (row, i) => ((all[row] ?? 0) - (ownPositive[i] ?? 0)) / n),
    negatives: Float64Array.from(negative, (row, i) => 1 - ((all[row] ?? 0) - (ownNegative[i] ?? 0)) / m),
  };
}

/** Ranks from 1, equal values sharing the mean of theirs. */
function midRanks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end++;
    for (let i = start; i < end; i++) ranks[order[i] ?? 0] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOfDifference(first: Float64Array, second: Float64Array): number {
  const differences = first.map((value, i) => value - (second[i] ?? 0));
  const centre = mean(differences);
  return differences.reduce((sum, one) => sum + (one - centre) ** 2, 0) / (differences.length - 1);
}
