import { createRandom } from '../random';
import { fitIsotonic, type Isotonic } from './isotonic';

export interface ScoreCalibration {
  /** Whether calibrating made the error on rows it had not seen smaller, and so is done. */
  readonly helps: boolean;
  /** Expected calibration error on those rows, before and after; NaN where it was not tried. */
  readonly before: number;
  readonly after: number;
  /** The probability that a score stands for: itself where calibrating does not help. */
  calibrate: Isotonic;
}

const splits = 10;
const testShare = 0.1;
const bins = 10;

/**
 * Calibrates scores by isotonic regression where that helps (Zadrozny and Elkan 2002): over ten splits, each with a tenth of both classes held
 * out, the expected calibration error of the held-out rows in ten bins of equal number must fall, as NannyML asks. Not tried with one class
 * only, or scores that part the classes nearly without error (ROC AUC above 0.999).
 */
export function calibrateScores(
  scores: ArrayLike<number>,
  truths: ArrayLike<boolean | number | null>,
  { seed, rocAuc }: { readonly seed: number; readonly rocAuc: number },
): ScoreCalibration {
  const same = { helps: false, before: Number.NaN, after: Number.NaN, calibrate: (score: number) => score };
  if (!(rocAuc <= 0.999) || scores.length < 20) return same;
  const random = createRandom(seed);
  const classes = [0, 1].map((wanted) =>
    Array.from({ length: scores.length }, (_, row) => row).filter(
      (row) => Number(Boolean(truths[row])) === wanted,
    ),
  );
  const held: { score: number; calibrated: number; truth: number }[] = [];
  const point = (row: number) => ({ score: scores[row] ?? 0, truth: truths[row] ? 1 : 0 });
  for (let split = 0; split < splits; split++) {
    const test = new Set(
      classes.flatMap((rows) => drawSome(rows, Math.ceil(testShare * rows.length), random)),
    );
    const train = Array.from({ length: scores.length }, (_, row) => row).filter((row) => !test.has(row));
    const points = train.map(point);
    const fitted = fitIsotonic(
      points.map(({ score }) => score),
      points.map(({ truth }) => truth),
    );
    for (const row of test) held.push({ ...point(row), calibrated: fitted(point(row).score) });
  }
  const before = expectedError(held.map(({ score, truth }) => ({ p: score, truth })));
  const after = expectedError(held.map(({ calibrated, truth }) => ({ p: calibrated, truth })));
  if (after >= before) return { ...same, before, after };
  const every = Array.from({ length: scores.length }, (_, row) => point(row));
  const calibrate = fitIsotonic(
    every.map(({ score }) => score),
    every.map(({ truth }) => truth),
  );
  return { helps: true, before, after, calibrate };
}

/** So many of the rows, without replacement: the first steps of a shuffle (Fisher and Yates). */
function drawSome(rows: readonly number[], count: number, random: () => number): number[] {
  const left = [...rows];
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (left.length - i));
    [left[i], left[j]] = [left[j] ?? 0, left[i] ?? 0];
  }
  return left.slice(0, count);
}

/** Mean over rows of |share that came true − mean announced| of their bin (Naeini et al. 2015). */
function expectedError(points: readonly { p: number; truth: number }[]): number {
  const ascending = points.toSorted((a, b) => a.p - b.p);
  const width = Math.floor(ascending.length / bins);
  let error = 0;
  for (let bin = 0; bin < bins; bin++) {
    const inBin = ascending.slice(bin * width, bin === bins - 1 ? undefined : (bin + 1) * width);
    error += Math.abs(inBin.reduce((sum, { p, truth }) => sum + p - truth, 0));
  }
  return error / ascending.length;
}
