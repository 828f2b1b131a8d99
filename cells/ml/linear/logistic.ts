/**
 * Logistic regression: the mean log loss of softmax(X·W + b) plus (l2 / 2n)·‖W‖², the intercepts unpenalised; two classes have one
 * row of weights and a sigmoid. It is the objective of scikit-learn's `LogisticRegression(C=1/l2)`, over n. Where rows have weights, the
 * mean is weighted and n is their sum.
 */

export interface LogisticProblem {
  /** Row-major n × width. */
  readonly x: Float32Array;
  /** Index of each row's class. */
  readonly y: Uint16Array;
  readonly width: number;
  readonly classes: number;
  /** Of each row; undefined: all 1. */
  readonly weights?: Float64Array;
  readonly l2: number;
}

/** Rows of weights: one for two classes, else one for each class. Each has `width` weights and an intercept. */
export function weightRows(classes: number): number {
  return classes === 2 ? 1 : classes;
}

/** The objective at `weights`; writes its gradient. */
export function logisticLoss(
  { x, y, width, classes, weights: rowWeights, l2 }: LogisticProblem,
  weights: Float64Array,
  gradient: Float64Array,
): number {
  const n = rowWeights?.reduce((sum, weight) => sum + weight, 0) ?? y.length;
  const rows = weightRows(classes);
  const stride = width + 1;
  const scores = new Float64Array(rows);
  gradient.fill(0);
  let loss = 0;
  for (let row = 0; row < y.length; row++) {
    scoreRow(x, row, width, weights, scores);
    const label = y[row] as number; // row is below the length
    const counts = rowWeights?.[row] ?? 1;
    loss += counts * (rows === 1 ? binaryStep(scores, label) : softmaxStep(scores, label));
    for (let c = 0; c < rows; c++) {
      const error = (counts * (scores[c] as number)) / n; // scores now hold p − [label]
      const start = c * stride;
      for (let j = 0, at = row * width; j < width; j++, at++) {
        const value = x[at] as number; // in the matrix
        if (value !== 0) gradient[start + j] = (gradient[start + j] as number) + error * value;
      }
      gradient[start + width] = (gradient[start + width] as number) + error;
    }
  }
  let penalty = 0;
  for (let c = 0; c < rows; c++)
    for (let j = 0, at = c * stride; j < width; j++, at++) {
      const weight = weights[at] as number; // in the weights
      penalty += weight * weight;
      gradient[at] = (gradient[at] as number) + (l2 / n) * weight;
    }
  return loss / n + (l2 / (2 * n)) * penalty;
}

/** Class probabilities, row-major n × classes. */
export function logisticProbabilities(
  x: Float32Array,
  width: number,
  classes: number,
  weights: Float64Array,
): Float64Array {
  const rows = weightRows(classes);
  const n = width === 0 ? 0 : x.length / width;
  const probabilities = new Float64Array(n * classes);
  const scores = new Float64Array(rows);
  for (let row = 0; row < n; row++) {
    scoreRow(x, row, width, weights, scores);
    if (rows === 1) {
      const p = sigmoid(scores[0] as number); // one row of weights
      probabilities[2 * row] = 1 - p;
      probabilities[2 * row + 1] = p;
    } else {
      softmax(scores);
      probabilities.set(scores, row * classes);
    }
  }
  return probabilities;
}

function scoreRow(
  x: Float32Array,
  row: number,
  width: number,
  weights: Float64Array,
  scores: Float64Array,
): void {
  for (let c = 0; c < scores.length; c++) {
    const start = c * (width + 1);
    let score = weights[start + width] as number; // the intercept
    for (let j = 0, at = row * width; j < width; j++, at++)
      score += (x[at] as number) * (weights[start + j] as number); // both in their matrices
    scores[c] = score;
  }
}

/** Replaces the score by p − y; gives the row's loss, ln(1 + e^−m) of the margin m. */
function binaryStep(scores: Float64Array, label: number): number {
  const score = scores[0] as number; // one row of weights
  const margin = label === 1 ? score : -score;
  scores[0] = sigmoid(score) - label;
  return Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
}

function softmaxStep(scores: Float64Array, label: number): number {
  softmax(scores);
  const p = scores[label] as number; // a class
  scores[label] = p - 1;
  return -Math.log(Math.max(p, Number.MIN_VALUE));
}

function softmax(scores: Float64Array): void {
  const highest = Math.max(...scores);
  let total = 0;
  for (let c = 0; c < scores.length; c++) {
    const value = Math.exp((scores[c] as number) - highest); // c is below the length
    scores[c] = value;
    total += value;
  }
  for (let c = 0; c < scores.length; c++) scores[c] = (scores[c] as number) / total;
}

function sigmoid(score: number): number {
  return score >= 0 ? 1 / (1 + Math.exp(-score)) : Math.exp(score) / (1 + Math.exp(score));
}
