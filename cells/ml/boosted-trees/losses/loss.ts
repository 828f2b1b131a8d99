import type { Objective } from '../ensemble';

/** A run of rows, from `start` to before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What is minimised. Rows are all rows of the training table; scores are margins, one array for each output. */
export interface Loss {
  readonly outputs: number;
  /** Of the metric: `rmse`, `mae`, `pinball`, `logLoss` … */
  readonly metric: string;
  /**
   * Values of leaves stay within, before the learning rate: losses whose answers are exp(margin) leap far otherwise, and those of classes
   * run away where p is near 0 or 1 and there is next to no curvature (a class of a few rows).
   */
  readonly largestStep?: number;
  /** The margins that are best without any tree, by output, single precision. */
  base(rows: readonly Range[]): Float64Array;
  /** Before the gradients of a round are asked for. */
  startRound?(scores: readonly Float64Array[], rows: readonly Range[]): void;
  /** Writes first and second derivatives of the loss by the margin of `output`, times the weights. */
  differentiate(output: number, scores: readonly Float64Array[], rows: Range, to: Derivatives): void;
  /**
   * For losses whose curvature says nothing (absolute, quantile, Huber): the best value of a leaf with these rows, in place of
   * −G / H.
   */
  refit?(output: number, scores: Float64Array, rows: Uint32Array): number;
  /** Mean of the metric over rows. */
  measure(scores: readonly Float64Array[], rows: readonly Range[]): number;
  /** As the model says it; after training, since Huber's delta follows the data. */
  objective(): Objective;
}

export interface Derivatives {
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
}

/** Row numbers of ranges. */
export function rowsOf(ranges: readonly Range[]): Uint32Array {
  const rows = new Uint32Array(ranges.reduce((sum, { start, end }) => sum + end - start, 0));
  let at = 0;
  for (const { start, end } of ranges) for (let row = start; row < end; row++) rows[at++] = row;
  return rows;
}

/** Values (or weights) of ranges, copied. */
export function takeRanges(values: Float64Array, ranges: readonly Range[]): Float64Array {
  const taken = new Float64Array(ranges.reduce((sum, { start, end }) => sum + end - start, 0));
  let at = 0;
  for (const { start, end } of ranges) {
    taken.set(values.subarray(start, end), at);
    at += end - start;
  }
  return taken;
}

/** Σ weight × term / Σ weight over ranges. */
export function meanOver(
  ranges: readonly Range[],
  weights: Float64Array | undefined,
  term: (row: number) => number,
): number {
  let total = 0;
  let mass = 0;
  for (const { start, end } of ranges)
    for (let row = start; row < end; row++) {
      const weight = weights ? (weights[row] ?? 0) : 1;
      total += weight * term(row);
      mass += weight;
    }
  return total / mass;
}

/** The `largestStep` of classes: e⁴ is 55 times the odds, more than a sound leaf asks for. */
export const largestLogOddsStep = 4;
