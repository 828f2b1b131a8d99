export interface Eigen {
  /** Falling. */
  readonly values: Float64Array;
  /** vectors[k] belongs to values[k]; of length 1, at right angles to one another. */
  readonly vectors: readonly Float64Array[];
}

/**
 * Eigenvalues and vectors of a symmetric matrix (row-major n × n), by cyclic Jacobi rotations (Golub and Van Loan, 4th ed., §8.5): slower than
 * others for hundreds of columns, but short, and exact to the last digits.
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = matrix.slice();
  const v = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  const at = (i: number, j: number) => a[i * n + j] ?? 0;
  const size = Math.hypot(...Array.from({ length: n }, (_, i) => at(i, i))) || 1;
  for (let sweep = 0; sweep < 100; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += at(p, q) ** 2;
    if (Math.sqrt(off) <= 1e-15 * size) break;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(at(p, q)) < 1e-300) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta ** 2 + 1));
        const c = 1 / Math.sqrt(t ** 2 + 1);
        const s = t * c;
        for (let k = 0; k < n; k++) rotate(a, k * n + p, k * n + q, c, s);
        for (let k = 0; k < n; k++) rotate(a, p * n + k, q * n + k, c, s);
        for (let k = 0; k < n; k++) rotate(v, k * n + p, k * n + q, c, s);
      }
  }
  const order = Array.from({ length: n }, (_, k) => k).sort((i, j) => at(j, j) - at(i, i));
  return {
    values: Float64Array.from(order, (k) => at(k, k)),
    vectors: order.map((k) => Float64Array.from({ length: n }, (_, i) => v[i * n + k] ?? 0)),
  };
}

/** Turns two entries by an angle of cosine c and sine s. */
function rotate(matrix: Float64Array, i: number, j: number, c: number, s: number): void {
  const [x, y] = [matrix[i] ?? 0, matrix[j] ?? 0];
  matrix[i] = c * x - s * y;
  matrix[j] = s * x + c * y;
}
