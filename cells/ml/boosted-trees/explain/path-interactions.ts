import type { Ensemble, FeatureMatrix } from '../ensemble';
import { coverOf, createPathTree, type PathTree, type Players } from './path-tree';
import { goesLeft } from './route';

/**
 * Exact SHAP interaction values in the game of `pathValues`: half of the Shapley interaction index (Grabisch & Roubens 1999) for
 * each of two players, so that a pair's two entries sum to it, and on the diagonal what is left of the player's value (Lundberg et al.
 * 2018, equations 4–6; XGBoost's `pred_interactions`). For one leaf, in the notation of `pathValues`:
 *
 *     φᵢⱼ = v / 2 · ∫₀¹ (oᵢ − zᵢ)(oⱼ − zⱼ) · Πₖ≠ᵢ,ⱼ (p·oₖ + (1 − p)·zₖ) dp
 *
 * by the same quadrature, leaf by leaf: O(leaves × depth³ / 4) per row and tree, whatever the number of inputs.
 *
 * @param values of the same rows, by `pathValues`
 * @returns row-major n × outputs × players × players; a row of it sums to the player's value
 */
export function pathInteractions(
  ensemble: Ensemble,
  rows: FeatureMatrix,
  players: Players,
  values: Float64Array,
): Float64Array {
  const outputs = ensemble.base.length;
  const { count } = players;
  const table = new Float64Array(rows.numRows * outputs * count * count);
  ensemble.trees.forEach((tree, t) => {
    const path = createPathTree(tree, coverOf(tree, ensemble.origin), players);
    const lists = leafPaths(path);
    for (let row = 0; row < rows.numRows; row++) {
      const start = (row * outputs + (ensemble.output[t] ?? 0)) * count * count;
      addRow(path, lists, findStays(path, rows, row), table.subarray(start, start + count * count), count);
    }
  });
  mirror(table, values, count);
  return table;
}

/** Of each leaf the lowest edge of every player on its path. */
function leafPaths({
  tree,
  parent,
  player,
}: PathTree): { readonly leaf: number; readonly edges: Int32Array }[] {
  return [...tree.feature.keys()]
    .filter((node) => (tree.feature[node] ?? -1) < 0)
    .map((leaf) => {
      const lowest = new Map<number, number>();
      for (let node = leaf; node > 0; node = parent[node] ?? 0) {
        const own = player[node] ?? -1;
        if (!lowest.has(own)) lowest.set(own, node);
      }
      return { leaf, edges: Int32Array.from(lowest.values()) };
    });
}

/** By edge: 1 where the row takes it and all above it of the same player. */
function findStays({ tree, same }: PathTree, rows: FeatureMatrix, row: number): Uint8Array {
  const stays = new Uint8Array(same.length);
  for (let node = 0; node < same.length; node++) {
    const column = tree.feature[node] ?? -1;
    if (column < 0) continue;
    const isLeft = goesLeft(tree, node, rows.columns[column]?.[row] ?? Number.NaN);
    const above = same[tree.left[node] ?? 0] ?? -1;
    const before = above < 0 || stays[above] === 1;
    stays[tree.left[node] ?? 0] = before && isLeft ? 1 : 0;
    stays[tree.right[node] ?? 0] = before && !isLeft ? 1 : 0;
  }
  return stays;
}

/** Adds the pairs of one row and tree above the diagonal. */
function addRow(
  { tree, player, share, quadrature: { points, weights } }: PathTree,
  lists: ReturnType<typeof leafPaths>,
  stays: Uint8Array,
  table: Float64Array,
  count: number,
): void {
  const slopes = new Float64Array(stays.length);
  for (let q = 0; q < points.length; q++) {
    const p = points[q] ?? 0;
    for (const { leaf, edges } of lists) {
      let product = ((weights[q] ?? 0) / 2) * (tree.value[leaf] ?? 0);
      for (const edge of edges) {
        const z = share[edge] ?? 0;
        const o = stays[edge] ?? 0;
        const factor = p * o + (1 - p) * z;
        product *= factor;
        slopes[edge] = o === 1 ? (1 - z) / factor : -1 / (1 - p);
      }
      if (product === 0) continue;
      for (let a = 1; a < edges.length; a++) {
        const first = edges[a] ?? 0;
        const weight = product * (slopes[first] ?? 0);
        const i = player[first] ?? 0;
        for (let b = 0; b < a; b++) {
          const second = edges[b] ?? 0;
          const j = player[second] ?? 0;
          const index = i < j ? i * count + j : j * count + i;
          table[index] = (table[index] ?? 0) + weight * (slopes[second] ?? 0);
        }
      }
    }
  }
}

/** Below the diagonal as above it; on it what is left of the value. */
function mirror(table: Float64Array, values: Float64Array, count: number): void {
  for (let start = 0, at = 0; start < table.length; start += count * count, at += count)
    for (let i = 0; i < count; i++) {
      let rest = values[at + i] ?? 0;
      for (let j = 0; j < count; j++) {
        if (j === i) continue;
        const pair = table[start + (i < j ? i * count + j : j * count + i)] ?? 0;
        table[start + i * count + j] = pair;
        rest -= pair;
      }
      table[start + i * count + i] = rest;
    }
}
