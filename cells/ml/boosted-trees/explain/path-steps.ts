import type { PathTree } from './path-tree';

/**
 * A path tree made ready for walking, by node and quadrature point p. A player's factor is p + (1 − p)·share while the row stays
 * on the path, (1 − p)·share from where it leaves.
 */
export interface PathSteps extends PathTree {
  readonly points: number;
  /** By node, 2 × points: what its edge multiplies the product of factors with, where the row stays, then where it leaves. */
  readonly multiply: Float64Array;
  /** By node, 2 × points: weight of the leaves below in the player's value, where the row stays, then where it leaves. */
  readonly weigh: Float64Array;
  /** By node: the factor of an edge of a player that had left before. */
  readonly fade: Float64Array;
}

export function createPathSteps(path: PathTree): PathSteps {
  const { same, share, quadrature } = path;
  const size = same.length;
  const points = quadrature.points.length;
  const multiply = new Float64Array(size * 2 * points);
  const weigh = new Float64Array(size * 2 * points);
  const fade = new Float64Array(size);
  for (let node = 1; node < size; node++) {
    const above = same[node] ?? -1;
    const own = share[node] ?? 0;
    const before = above < 0 ? 1 : (share[above] ?? 0);
    fade[node] = before === 0 ? 0 : own / before;
    for (let q = 0; q < points; q++) {
      const p = quadrature.points[q] ?? 0;
      const weight = quadrature.weights[q] ?? 0;
      const factorBefore = above < 0 ? 1 : p + (1 - p) * before;
      const factor = p + (1 - p) * own;
      const slopeBefore = above < 0 ? 0 : (1 - before) / factorBefore;
      const stay = node * 2 * points + q;
      const leave = stay + points;
      multiply[stay] = factor / factorBefore;
      multiply[leave] = ((1 - p) * own) / factorBefore;
      weigh[stay] = weight * ((1 - own) / factor - slopeBefore);
      // (0 − share) / ((1 − p)·share), also in the limit of an edge that no training row passed.
      weigh[leave] = weight * (-1 / (1 - p) - slopeBefore);
    }
  }
  return { ...path, points, multiply, weigh, fade };
}
