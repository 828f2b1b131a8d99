import {
  type ErrorMetric,
  type EstimatedMetric,
  errorMetricParts,
  errorSamplingError,
  rowLosses,
} from '@/cells/statistics';
import type { Columns } from '../model';
import { takeTableRows } from '../read-table';
import { fitSmallTrees, type SmallTreesOptions } from './fit-small-trees';

/** Rows that a model of numbers answered. */
export interface AnsweredRows {
  /** What the model was given. */
  readonly features: Columns;
  readonly answers: Float64Array;
}

export interface ErrorEstimatorOptions extends SmallTreesOptions {
  readonly metrics?: readonly ErrorMetric[];
}

export interface ErrorEstimator {
  readonly metrics: readonly ErrorMetric[];
  /** What the errors of these rows are likely to be, without their truth; the band is of three sampling errors. */
  estimate(rows: AnsweredRows): Promise<Readonly<Partial<Record<ErrorMetric, EstimatedMetric>>>>;
}

/** Fewer rows than this teach nothing about errors. */
const fewestRows = 40;
const nameOfAnswer = 'the model’s answer';

/**
 * Direct loss estimation (DLE; NannyML): a second model learns from labelled rows how large the first one's errors are, given the inputs and the
 * answer, and so estimates the metrics of rows whose truth has not come. The reference must be rows that the first model did not learn from. It
 * sees what changes in the inputs do to the errors; it cannot see concept drift.
 * @throws Error in words when the rows do not fit together, or are too few
 */
export async function createErrorEstimator(
  reference: AnsweredRows & { readonly truths: Float64Array },
  { metrics = ['mae', 'rmse'], onProgress, ...options }: ErrorEstimatorOptions = {},
): Promise<ErrorEstimator> {
  if (reference.truths.length !== reference.features.numRows)
    throw new Error(`There are ${reference.features.numRows} rows, and ${reference.truths.length} truths.`);
  const learnt = new Map<string, Awaited<ReturnType<typeof learnLoss>>>();
  const losses = [...new Set(metrics.map((metric) => errorMetricParts[metric].loss))];
  for (const [i, loss] of losses.entries()) {
    const tell = (part: number) => onProgress?.((i + part) / losses.length);
    learnt.set(loss, await learnLoss(reference, loss, { ...options, onProgress: tell }));
  }
  return {
    metrics,
    async estimate(rows) {
      const inputs = withAnswer(rows);
      const estimated: Partial<Record<ErrorMetric, EstimatedMetric>> = {};
      for (const metric of metrics) {
        const { loss, isRoot } = errorMetricParts[metric];
        const one = learnt.get(loss);
        if (!one) continue;
        // Numbers are answered by numbers; no loss is below 0.
        const expected = (await one.fitted.predict(inputs)).values as Float64Array;
        const mean = expected.reduce((sum, value) => sum + Math.max(0, value), 0) / expected.length;
        const value = isRoot ? Math.sqrt(mean) : mean;
        const samplingError = errorSamplingError(metric, one.losses, rows.answers.length);
        estimated[metric] = {
          ...{ value, samplingError },
          ...{ low: Math.max(0, value - 3 * samplingError), high: value + 3 * samplingError },
        };
      }
      return estimated;
    },
  };
}

async function learnLoss(
  reference: AnsweredRows & { readonly truths: Float64Array },
  loss: Parameters<typeof rowLosses>[0],
  options: SmallTreesOptions,
) {
  const all = rowLosses(loss, reference.truths, reference.answers);
  const known = Uint32Array.from(all.keys()).filter((row) => Number.isFinite(all[row]));
  if (known.length < fewestRows)
    throw new Error(
      `${known.length} rows with a truth are too few to learn errors from; ${fewestRows} are needed.`,
    );
  const losses = Float64Array.from(known, (row) => all[row] ?? Number.NaN);
  const features = takeTableRows(withAnswer(reference), known);
  return { losses, fitted: await fitSmallTrees({ features, target: losses, task: 'regression' }, options) };
}

function withAnswer({ features, answers }: AnsweredRows): Columns {
  if (answers.length !== features.numRows)
    throw new Error(`There are ${features.numRows} rows, and ${answers.length} answers.`);
  return {
    numRows: features.numRows,
    columns: [...features.columns, { name: nameOfAnswer, type: 'number', values: answers }],
  };
}
