import { createBreath } from '../breathe';
import type { Column, Columns, Explanation, Predictions, Signature } from '../model';
import { createRandom, rangeOf, shuffle } from '../random';
import { toAnswerMatrix } from './answer-matrix';
import { spreadRows } from './spread-rows';

/** Orders of the inputs that are walked for each row, forth and back; fewer for many rows, so that they are waited for. */
const mostWalks = 128;
const fewestWalks = 8;
/** Rows that are predicted in all, where the walks are not said, and at once. */
const predictionBudget = 1_000_000;
const batchRows = 50_000;

export interface SampledOptions {
  readonly signature: Signature;
  /** Rows to compare with, as the model takes them. */
  readonly background: Columns;
  /** Walks for each row; rounded up so that each background row is met equally often. */
  readonly samples?: number;
  readonly seed?: number;
}

/**
 * SHAP values of any model, against background rows, by permutation sampling (Castro et al. 2009; Štrumbelj and Kononenko 2014) with
 * antithetic walks (Mitchell et al. 2022, §4.2): an order of the inputs is drawn, the row's values replace a background row's one by
 * one, first to last and last to first, and each input is given what its step changed. Values of a row sum exactly to its answer less
 * the mean answer of the background. `errors` are standard errors: they shrink with the root of `samples`.
 */
export async function sampledValues(
  predict: (rows: Columns) => Promise<Predictions>,
  rows: Columns,
  { signature, background: given, samples, seed = 1 }: SampledOptions,
): Promise<Explanation> {
  const features = rows.columns.map(({ name }) => name);
  const inputs = features.length;
  const asked = samples ?? chooseWalks(rows.numRows, inputs);
  const { rows: background, used } = spreadRows(given, asked);
  const walks = Math.ceil(asked / background.numRows) * background.numRows;
  const both = joinColumns(rows, background);
  const ends = toAnswerMatrix(await predict(both), signature);
  const width = ends.outputs.length;
  const base = meanOf(ends.values.subarray(rows.numRows * width), width);
  const sums = createSums(rows.numRows * width * inputs);
  const random = createRandom(seed);
  const breathe = createBreath();

  const pointsByWalk = 2 * Math.max(inputs - 1, 0);
  const together = Math.max(1, Math.floor(batchRows / Math.max(1, rows.numRows * pointsByWalk)));
  for (let start = 0; start < walks; start += together) {
    const orders = Array.from({ length: Math.min(together, walks - start) }, () =>
      shuffle(rangeOf(inputs), random),
    );
    const origin = (walk: number) => rows.numRows + ((start + walk) % background.numRows);
    const points = layPoints(both, rows.numRows, orders, origin);
    const between =
      points.numRows > 0 ? toAnswerMatrix(await predict(points), signature).values : new Float64Array(0);
    addWalks(sums, { ends: ends.values, between, orders, origin, numRows: rows.numRows, width });
    await breathe();
  }
  return {
    ...{ kind: 'explanation', features, outputs: ends.outputs, scale: ends.scale, base, inputs: rows },
    ...{ values: sums.total.map((sum) => sum / walks), background: used, samples: walks },
    errors: sums.squares.map((sum, i) => standardError(sums.total[i] ?? 0, sum, walks)),
  };
}

/** Walks of each of so many rows, where nobody says how many. */
export function chooseWalks(rows: number, inputs: number): number {
  const each = Math.floor(predictionBudget / Math.max(1, rows * 2 * inputs));
  return Math.min(mostWalks, Math.max(fewestWalks, each));
}

interface Sums {
  readonly total: Float64Array;
  readonly squares: Float64Array;
}
const createSums = (length: number): Sums => ({
  total: new Float64Array(length),
  squares: new Float64Array(length),
});

function standardError(total: number, squares: number, walks: number): number {
  if (walks < 2) return Number.NaN;
  const variance = Math.max(0, squares - (total * total) / walks) / (walks - 1);
  return Math.sqrt(variance / walks);
}

/**
 * Each walk's rows with a part of the inputs known: by walk, row, and 2 × (inputs − 1) points, those of the way forth before those of
 * the way back.
 */
function layPoints(
  both: Columns,
  numRows: number,
  orders: readonly Uint32Array[],
  origin: (walk: number) => number,
): Columns {
  const inputs = both.columns.length;
  const length = orders.length * numRows * 2 * Math.max(inputs - 1, 0);
  const columns = both.columns.map((column, input): Column => {
    const from = new Uint32Array(length);
    let at = 0;
    orders.forEach((order, walk) => {
      const place = order.indexOf(input);
      for (let row = 0; row < numRows; row++) {
        for (let known = 1; known < inputs; known++) from[at++] = place < known ? row : origin(walk);
        for (let known = 1; known < inputs; known++)
          from[at++] = place >= inputs - known ? row : origin(walk);
      }
    });
    if (column.type === 'string')
      return { ...column, values: Array.from(from, (row) => column.values[row] ?? null) };
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) values[i] = column.values[from[i] ?? 0] ?? Number.NaN;
    return { ...column, values };
  });
  return { numRows: length, columns };
}

interface Walked {
  readonly ends: Float64Array;
  readonly between: Float64Array;
  readonly orders: readonly Uint32Array[];
  readonly origin: (walk: number) => number;
  readonly numRows: number;
  readonly width: number;
}

function addWalks(sums: Sums, { ends, between, orders, origin, numRows, width }: Walked): void {
  const inputs = orders[0]?.length ?? 0;
  const points = inputs - 1;
  const steps = new Float64Array(inputs);
  orders.forEach((order, walk) => {
    for (let row = 0; row < numRows; row++) {
      const first = (walk * numRows + row) * 2 * points;
      for (let k = 0; k < width; k++) {
        const low = ends[origin(walk) * width + k] ?? 0;
        const high = ends[row * width + k] ?? 0;
        let forth = low;
        let back = low;
        for (let step = 0; step < inputs; step++) {
          const next = step < points ? (between[(first + step) * width + k] ?? 0) : high;
          const before = step < points ? (between[(first + points + step) * width + k] ?? 0) : high;
          const own = order[step] ?? 0;
          const other = order[inputs - 1 - step] ?? 0;
          steps[own] = (steps[own] ?? 0) + (next - forth) / 2;
          steps[other] = (steps[other] ?? 0) + (before - back) / 2;
          forth = next;
          back = before;
        }
        const start = (row * width + k) * inputs;
        for (let input = 0; input < inputs; input++) {
          const value = steps[input] ?? 0;
          sums.total[start + input] = (sums.total[start + input] ?? 0) + value;
          sums.squares[start + input] = (sums.squares[start + input] ?? 0) + value * value;
        }
        steps.fill(0);
      }
    }
  });
}

function meanOf(matrix: Float64Array, width: number): Float64Array {
  const mean = new Float64Array(width);
  const rows = matrix.length / width;
  matrix.forEach((value, i) => {
    mean[i % width] = (mean[i % width] ?? 0) + value / rows;
  });
  return mean;
}

/** The second's rows below the first's; both hold the same columns in the same order. */
function joinColumns(first: Columns, second: Columns): Columns {
  const columns = first.columns.map((column, i): Column => {
    const other = second.columns[i];
    if (column.type === 'string')
      return {
        ...column,
        values: [...column.values, ...(other?.type === 'string' ? other.values : [])],
      };
    const values = new Float64Array(first.numRows + second.numRows).fill(Number.NaN);
    values.set(column.values);
    if (other && other.type !== 'string') values.set(other.values, first.numRows);
    return { ...column, values };
  });
  return { numRows: first.numRows + second.numRows, columns };
}
