import { learnEncoding, type MixedColumn } from './encode-columns';
import { symmetricEigen } from './symmetric-eigen';

export interface ReconstructionError {
  /** Mean over rows of the distance between a row and its reconstruction, in deviations of the reference. */
  readonly value: number;
  readonly samplingError: number;
  /** Three sampling errors about the value. */
  readonly low: number;
  readonly high: number;
  readonly rows: number;
}

export interface Reconstruction {
  /** Components that are kept, of as many as there are columns. */
  readonly components: number;
  readonly columns: readonly string[];
  /** The error of rows of the same columns. @throws Error that names a column which is missing */
  measure(columns: readonly MixedColumn[]): ReconstructionError;
}

/** Columns beyond which the rotations take minutes. */
const mostColumns = 500;

/**
 * Principal components of the reference, and how well they rebuild other rows, as NannyML's data reconstruction: what columns have to do with one
 * another changes before any column by itself does, and the error with it. As many components as explain `keep` of the variance. Thresholds are
 * `findThresholds` of the error on the reference's chunks.
 * @throws Error in words for no columns, too many, or one without a value
 */
export function learnReconstruction(
  reference: readonly MixedColumn[],
  { keep = 0.65 }: { readonly keep?: number } = {},
): Reconstruction {
  const p = reference.length;
  if (p === 0) throw new Error('Reconstruction needs a column at least.');
  if (p > mostColumns)
    throw new Error(`${p} columns are too many to find components of; ${mostColumns} are the most.`);
  if (!(keep > 0 && keep <= 1))
    throw new Error(`The share of the variance to keep lies between 0 and 1, not at ${keep}.`);
  const encodings = reference.map(learnEncoding);
  const encoded = encodings.map(({ encode }, i) => encode(reference[i]?.values ?? []));
  const { values, vectors } = symmetricEigen(covariance(encoded), p);
  const kept = vectors.slice(0, countKept(values, keep));
  return {
    components: kept.length,
    columns: encodings.map(({ name }) => name),
    measure(columns) {
      const given = encodings.map(({ name, encode }) => {
        const column = columns.find((one) => one.name === name);
        if (!column) throw new Error(`The column “${name}” of the reference is missing.`);
        return encode(column.values);
      });
      const errors = reconstructionErrors(given, kept);
      const rows = errors.length;
      const value = errors.reduce((sum, error) => sum + error, 0) / rows;
      const deviation = Math.sqrt(errors.reduce((sum, error) => sum + (error - value) ** 2, 0) / (rows - 1));
      const samplingError = deviation / Math.sqrt(rows);
      return {
        ...{ value, samplingError, rows },
        ...{ low: Math.max(0, value - 3 * samplingError), high: value + 3 * samplingError },
      };
    },
  };
}

/** Row-major, of columns whose mean is 0. */
function covariance(columns: readonly Float64Array[]): Float64Array {
  const p = columns.length;
  const rows = columns[0]?.length ?? 0;
  const matrix = new Float64Array(p * p);
  columns.forEach((a, i) => {
    columns.slice(0, i + 1).forEach((b, j) => {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += (a[row] ?? 0) * (b[row] ?? 0);
      matrix[i * p + j] = sum / rows;
      matrix[j * p + i] = sum / rows;
    });
  });
  return matrix;
}

/** The fewest first components that explain more than `keep`, as scikit-learn counts them. */
function countKept(values: Float64Array, keep: number): number {
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  let sum = 0;
  for (let k = 0; k < values.length; k++) {
    sum += Math.max(0, values[k] ?? 0) / total;
    if (sum > keep) return k + 1;
  }
  return values.length;
}

/** Of each row the length of what is left when its part along the components is taken off. */
function reconstructionErrors(
  columns: readonly Float64Array[],
  components: readonly Float64Array[],
): Float64Array {
  const rest = new Float64Array(columns.length);
  return Float64Array.from({ length: columns[0]?.length ?? 0 }, (_, row) => {
    columns.forEach((column, i) => {
      rest[i] = column[row] ?? Number.NaN;
    });
    for (const component of components) {
      let along = 0;
      columns.forEach((column, i) => {
        along += (column[row] ?? Number.NaN) * (component[i] ?? 0);
      });
      for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] ?? 0) - along * (component[i] ?? 0);
    }
    return Math.hypot(...rest);
  });
}
