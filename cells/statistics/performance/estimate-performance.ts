import { calibrateScores } from './calibrate-scores';
import { expectedPerformance, type PerformanceFigures } from './expected-performance';
import { learnSamplingErrors } from './sampling-error';
import {
  checkScoredRows,
  type LabelledRows,
  type PerformanceMetric,
  performanceMetrics,
  type ScoredRows,
} from './scored-rows';

/** A metric without labels, and the band of three sampling errors around it, within 0..1. */
export interface EstimatedMetric {
  readonly value: number;
  readonly samplingError: number;
  readonly low: number;
  readonly high: number;
}

export interface PerformanceEstimator {
  /** Whether scores are calibrated before they are believed, and the expected calibration errors that decided. */
  readonly calibration: { readonly helps: boolean; readonly before: number; readonly after: number };
  /** What the model announces of itself on rows without labels. */
  estimate(rows: ScoredRows): Readonly<Record<PerformanceMetric, EstimatedMetric>>;
}

/**
 * Confidence-based performance estimation (CBPE) of answers of two classes, as NannyML: learns from labelled rows how far scores are probabilities,
 * and estimates what the metrics are on rows whose labels have not come. It sees what changes in the inputs do to the model; it cannot see
 * concept drift, where the same inputs begin to mean something else.
 * @throws Error in words when the rows do not fit together, or have fewer than two classes
 */
export function createPerformanceEstimator(
  reference: LabelledRows,
  { seed = 1 }: { readonly seed?: number } = {},
): PerformanceEstimator {
  const labelled = takeLabelled(reference);
  const { rocAuc } = expectedPerformance(labelled, Float64Array.from(labelled.truths, Number));
  if (Number.isNaN(rocAuc))
    throw new Error(
      'The reference needs rows of both classes with their truth, to learn what scores are worth.',
    );
  const { calibrate, ...calibration } = calibrateScores(labelled.scores, labelled.truths, { seed, rocAuc });
  const samplingErrors = learnSamplingErrors(labelled);
  return {
    calibration,
    estimate(rows) {
      checkScoredRows(rows);
      const values = expectedPerformance(rows, Float64Array.from(rows.scores, calibrate));
      const errors = samplingErrors(rows.scores.length);
      return Object.fromEntries(
        performanceMetrics.map((name): [PerformanceMetric, EstimatedMetric] => {
          const [value, samplingError] = [values[name], errors[name]];
          const [low, high] = [
            Math.max(0, value - 3 * samplingError),
            Math.min(1, value + 3 * samplingError),
          ];
          return [name, { value, samplingError, low, high }];
        }),
      ) as Record<PerformanceMetric, EstimatedMetric>; // all names
    },
  };
}

export interface PerformanceSoFar {
  /** Of the rows whose label has come. */
  readonly metrics: PerformanceFigures;
  readonly labelled: number;
  readonly rows: number;
}

/** The metrics as far as labels have come; the others may still change them. @throws Error when the columns do not fit together */
export function performanceSoFar(rows: LabelledRows): PerformanceSoFar {
  const labelled = takeLabelled(rows);
  return {
    metrics: expectedPerformance(labelled, Float64Array.from(labelled.truths, Number)),
    labelled: labelled.scores.length,
    rows: rows.scores.length,
  };
}

function takeLabelled(rows: LabelledRows): {
  scores: Float64Array;
  answers: Uint8Array;
  truths: Uint8Array;
} {
  checkScoredRows(rows);
  const known = Array.from({ length: rows.truths.length }, (_, row) => row).filter((row) => {
    const truth = rows.truths[row];
    return truth !== null && truth !== undefined && !Number.isNaN(Number(truth));
  });
  return {
    scores: Float64Array.from(known, (row) => rows.scores[row] ?? Number.NaN),
    answers: Uint8Array.from(known, (row) => (rows.answers[row] ? 1 : 0)),
    truths: Uint8Array.from(known, (row) => (rows.truths[row] ? 1 : 0)),
  };
}
