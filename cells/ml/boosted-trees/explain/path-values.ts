import type { Ensemble, FeatureMatrix } from '../ensemble';
import { createPathSteps, edgeStates, type PathSteps, stateCount } from './path-steps';
import { coverOf, createPathTree, type Players } from './path-tree';
import { goesLeft } from './route';

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

/** Adds one tree's values. Nothing in the loops over nodes depends on the row but where it reads, so that no branch is guessed wrong. */
function addTree(steps: PathSteps, rows: FeatureMatrix, { values, stride, offset }: Place): void {
  const { tree, parent, player, points, multiply, weigh } = steps;
  const { feature, value, left, right } = tree;
  const size = feature.length;
  const state = new Uint8Array(size);
  const product = new Float64Array(size * points).fill(1);
  for (let row = 0; row < rows.numRows; row++) {
    findStates(steps, rows, row, state);
    for (let node = 1; node < size; node++) {
      let from = (parent[node] ?? 0) * points;
      let by = (node * stateCount + (state[node] ?? 0)) * points;
      const end = (node + 1) * points;
      for (let to = node * points; to < end; to += 2, from += 2, by += 2) {
        product[to] = (product[from] ?? 0) * (multiply[by] ?? 0);
        product[to + 1] = (product[from + 1] ?? 0) * (multiply[by + 1] ?? 0);
      }
    }
    const start = row * stride + offset;
    for (let node = size - 1; node > 0; node--) {
      let by = (node * stateCount + (state[node] ?? 0)) * points;
      const end = (node + 1) * points;
      let sum = 0;
      if ((feature[node] ?? -1) < 0) {
        const answer = value[node] ?? 0;
        for (let at = node * points; at < end; at += 2, by += 2) {
          const first = (product[at] ?? 0) * answer;
          const second = (product[at + 1] ?? 0) * answer;
          product[at] = first;
          product[at + 1] = second;
          sum += first * (weigh[by] ?? 0) + second * (weigh[by + 1] ?? 0);
        }
      } else {
        let a = (left[node] ?? 0) * points;
        let b = (right[node] ?? 0) * points;
        for (let at = node * points; at < end; at += 2, by += 2, a += 2, b += 2) {
          const first = (product[a] ?? 0) + (product[b] ?? 0);
          const second = (product[a + 1] ?? 0) + (product[b + 1] ?? 0);
          product[at] = first;
          product[at + 1] = second;
          sum += first * (weigh[by] ?? 0) + second * (weigh[by + 1] ?? 0);
        }
      }
      const index = start + (player[node] ?? 0);
      values[index] = (values[index] ?? 0) + sum;
    }
  }
}

function findStates({ tree, same }: PathSteps, rows: FeatureMatrix, row: number, state: Uint8Array): void {
  const { stays, leaves, left } = edgeStates;
  for (let node = 0; node < state.length; node++) {
    const column = tree.feature[node] ?? -1;
    if (column < 0) continue;
    const isLeft = goesLeft(tree, node, rows.columns[column]?.[row] ?? Number.NaN);
    const toLeft = tree.left[node] ?? 0;
    const toRight = tree.right[node] ?? 0;
    const above = same[toLeft] ?? -1;
    const isOut = above >= 0 && state[above] !== stays;
    state[toLeft] = isOut ? left : isLeft ? stays : leaves;
    state[toRight] = isOut ? left : isLeft ? leaves : stays;
  }
}
