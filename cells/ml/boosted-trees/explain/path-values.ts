import type { Ensemble, FeatureMatrix } from '../ensemble';
import { createPathSteps, type PathSteps } from './path-steps';
import { coverOf, createPathTree, type Players } from './path-tree';
import { goesLeft } from './route';

/** Of an edge: the row takes it and all above it of the same player; it is the first that the row does not take; one was left before. */
const stays = 0;
const leaves = 1;
const left = 2;

/**
 * Exact path-dependent SHAP values (the game of Lundberg, Erion & Lee 2018, where a player that is not known takes both ways,
 * weighed by the training rows), by quadrature as in XGBoost 3 (Quadrature-TreeSHAP; Wettenstein, Mitchell & Yu 2026). For one leaf
 * of answer v, with a player's share z of the training rows and o = 1 where the row takes its edges, else 0:
 *
 *     φᵢ = v · ∫₀¹ (oᵢ − zᵢ) · Πⱼ≠ᵢ (p·oⱼ + (1 − p)·zⱼ) dp
 *
 * a polynomial in p of lower degree than there are players on the path, so that Gauss–Legendre with half as many points is exact. All
 * factors are in (0, 1]: nothing is undone by subtraction, as it is in algorithm 2 of 2018. Down the tree the products are
 * made, up the tree summed over leaves, each edge counting them for its player. Per row and tree O(nodes × depth / 2) instead of
 * algorithm 2's O(leaves × depth²).
 */
export function pathValues(ensemble: Ensemble, rows: FeatureMatrix, players: Players): PathValues {
  const base = ensemble.base.slice();
  const stride = base.length * players.count;
  const values = new Float64Array(rows.numRows * stride);
  ensemble.trees.forEach((tree, t) => {
    const output = ensemble.output[t] ?? 0;
    const path = createPathTree(tree, coverOf(tree, ensemble.origin), players);
    base[output] = (base[output] ?? 0) + path.expected;
    if (rows.numRows > 0)
      addTree(createPathSteps(path), rows, { values, stride, offset: output * players.count });
  });
  return { base, values };
}

export interface PathValues {
  /** By output: the margin that is expected of no row in particular. */
  readonly base: Float64Array;
  /** Row-major n × outputs × players; with `base` a row sums to its margins. */
  readonly values: Float64Array;
}

interface Place {
  readonly values: Float64Array;
  readonly stride: number;
  readonly offset: number;
}

function addTree(steps: PathSteps, rows: FeatureMatrix, { values, stride, offset }: Place): void {
  const { tree, parent, player, same, points, multiply, weigh, fade } = steps;
  const { feature, value } = tree;
  const size = feature.length;
  const state = new Uint8Array(size);
  const product = new Float64Array(size * points).fill(1);
  for (let row = 0; row < rows.numRows; row++) {
    const start = row * stride + offset;
    for (let node = 0; node < size; node++) {
      const column = feature[node] ?? -1;
      if (column < 0) continue;
      const isLeft = goesLeft(tree, node, rows.columns[column]?.[row] ?? Number.NaN);
      const toLeft = tree.left[node] ?? 0;
      const toRight = tree.right[node] ?? 0;
      const above = same[toLeft] ?? -1;
      const before = above < 0 ? stays : (state[above] ?? 0);
      state[toLeft] = before !== stays ? left : isLeft ? stays : leaves;
      state[toRight] = before !== stays ? left : isLeft ? leaves : stays;
    }
    for (let node = 1; node < size; node++) {
      const from = (parent[node] ?? 0) * points;
      const to = node * points;
      const how = state[node] ?? 0;
      if (how === left) {
        const share = fade[node] ?? 0;
        for (let q = 0; q < points; q++) product[to + q] = (product[from + q] ?? 0) * share;
      } else {
        const by = (node * 2 + how) * points;
        for (let q = 0; q < points; q++) product[to + q] = (product[from + q] ?? 0) * (multiply[by + q] ?? 0);
      }
    }
    for (let node = size - 1; node > 0; node--) {
      const at = node * points;
      if ((feature[node] ?? -1) < 0) {
        const answer = value[node] ?? 0;
        for (let q = 0; q < points; q++) product[at + q] = (product[at + q] ?? 0) * answer;
      } else {
        const a = (tree.left[node] ?? 0) * points;
        const b = (tree.right[node] ?? 0) * points;
        for (let q = 0; q < points; q++) product[at + q] = (product[a + q] ?? 0) + (product[b + q] ?? 0);
      }
      const how = state[node] ?? 0;
      if (how === left) continue;
      const by = (node * 2 + how) * points;
      let sum = 0;
      for (let q = 0; q < points; q++) sum += (product[at + q] ?? 0) * (weigh[by + q] ?? 0);
      const index = start + (player[node] ?? 0);
      values[index] = (values[index] ?? 0) + sum;
    }
    product.fill(1, 0, points);
  }
}
