/**
 * Ridge regression in closed form: w = (XᵀX + l2·I)⁻¹ Xᵀy on centred X and y, the intercept unpenalised (Hoerl and Kennard 1970;
 * the objective of scikit-learn's `Ridge(alpha=l2)`). `x` is row-major n × width. Where rows have weights, so have their squared errors.
 * @returns width weights, then the intercept
 */
export function fitRidge(
  x: Float32Array,
  y: Float64Array,
  { width, l2, weights }: { readonly width: number; readonly l2: number; readonly weights?: Float64Array },
): Float64Array {
  const n = y.length;
  const mass = weights?.reduce((sum, weight) => sum + weight, 0) ?? n;
  const weightOf = (row: number) => (weights ? num(weights, row) : 1);
  const means = new Float64Array(width);
  for (let row = 0, at = 0; row < n; row++) {
    const weight = weightOf(row);
    for (let j = 0; j < width; j++, at++) means[j] = num(means, j) + (weight * num(x, at)) / mass;
  }
  const meanY = y.reduce((sum, value, row) => sum + weightOf(row) * value, 0) / mass;

  const gram = new Float64Array(width * width);
  const right = new Float64Array(width);
  const centred = new Float64Array(width);
  for (let row = 0; row < n; row++) {
    for (let j = 0; j < width; j++) centred[j] = num(x, row * width + j) - num(means, j);
    const residual = num(y, row) - meanY;
    const weight = weightOf(row);
    for (let j = 0; j < width; j++) {
      const value = weight * num(centred, j);
      if (value === 0) continue;
      right[j] = num(right, j) + value * residual;
      for (let k = 0, at = j * width; k <= j; k++, at++) gram[at] = num(gram, at) + value * num(centred, k);
    }
  }
  // Columns that say the same (all categories of one) make XᵀX singular: without a penalty, a tiny one picks the smallest weights.
  let trace = 0;
  for (let j = 0; j < width; j++) trace += num(gram, j * width + j);
  const penalty = Math.max(l2, (1e-10 * trace) / Math.max(width, 1), Number.MIN_VALUE);
  for (let j = 0; j < width; j++) gram[j * width + j] = num(gram, j * width + j) + penalty;

  const solved = solveCholesky(gram, right, width);
  const solution = new Float64Array(width + 1);
  solution.set(solved);
  solution[width] = meanY - solved.reduce((sum, weight, j) => sum + weight * num(means, j), 0);
  return solution;
}

/** Solves A·w = b for a symmetric positive definite A of which the lower triangle is given; destroys both. */
function solveCholesky(a: Float64Array, b: Float64Array, size: number): Float64Array {
  for (let j = 0; j < size; j++) {
    for (let k = 0; k < j; k++) {
      const factor = num(a, j * size + k);
      if (factor !== 0)
        for (let i = j; i < size; i++) a[i * size + j] = num(a, i * size + j) - factor * num(a, i * size + k);
    }
    const pivot = Math.sqrt(Math.max(num(a, j * size + j), Number.MIN_VALUE));
    for (let i = j; i < size; i++) a[i * size + j] = num(a, i * size + j) / pivot;
  }
  for (let i = 0; i < size; i++) {
    let value = num(b, i);
    for (let k = 0; k < i; k++) value -= num(a, i * size + k) * num(b, k);
    b[i] = value / num(a, i * size + i);
  }
  for (let i = size - 1; i >= 0; i--) {
    let value = num(b, i);
    for (let k = i + 1; k < size; k++) value -= num(a, k * size + i) * num(b, k);
    b[i] = value / num(a, i * size + i);
  }
  return b;
}

/** An element that is known to exist. */
function num(values: Float32Array | Float64Array, index: number): number {
  return values[index] as number; // every index here is a place in the matrix
}
