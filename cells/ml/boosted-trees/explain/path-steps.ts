import type { PathTree } from './path-tree';

/** Of an edge: the row takes it and all above it of the same player; it is the first that the row does not take; one was left before. */
export const edgeStates = { stays: 0, leaves: 1, left: 2 } as const;
export const stateCount = 3;

/**
 * A path tree made ready for walking, by node, state of the edge to it and quadrature point p. A player's factor is
 * p + (1 − p)·share while the row stays on the path, (1 − p)·share from where it leaves.
 */
export interface PathSteps extends PathTree {
  /** Quadrature points, filled up to an even number with one that weighs nothing. */
  readonly points: number;
  /** What the edge multiplies the product of factors with. */
  readonly multiply: Float64Array;
  /** Weight of the leaves below in the player's value. */
  readonly weigh: Float64Array;
}

export function createPathSteps(path: PathTree): PathSteps {
  const { same, share, quadrature } = path;
  const size = same.length;
  const count = quadrature.points.length;
  const points = count + (count % 2);
  const multiply = new Float64Array(size * stateCount * points);
  const weigh = new Float64Array(size * stateCount * points);
  for (let node = 1; node < size; node++) {
    const above = same[node] ?? -1;
    const own = share[node] ?? 0;
    const before = above < 0 ? 1 : (share[above] ?? 0);
    const fade = before === 0 ? 0 : own / before;
    for (let q = 0; q < count; q++) {
      const p = quadrature.points[q] ?? 0;
      const weight = quadrature.weights[q] ?? 0;
      const factorBefore = above < 0 ? 1 : p + (1 - p) * before;
      const factor = p + (1 - p) * own;
      const slopeBefore = above < 0 ? 0 : (1 - before) / factorBefore;
      const stays = (node * stateCount + edgeStates.stays) * points + q;
      const leaves = stays + edgeStates.leaves * points;
      multiply[stays] = factor / factorBefore;
      multiply[leaves] = ((1 - p) * own) / factorBefore;
      multiply[stays + edgeStates.left * points] = fade;
      weigh[stays] = weight * ((1 - own) / factor - slopeBefore);
      // (0 − share) / ((1 − p)·share), also in the limit of an edge that no training row passed.
      weigh[leaves] = weight * (-1 / (1 - p) - slopeBefore);
    }
  }
  return { ...path, points, multiply, weigh };
}
