import type { Ensemble, FeatureMatrix, Tree } from '../ensemble';
import { coverOf, createPathTree, type Players } from './path-tree';
import { goesLeft } from './route';

/**
 * Partial dependence on one player (Friedman 2001, equation 53), from the trees themselves. Each leaf has a weight that does not know of
 * the player: the share of the rows that take all other edges on its path; then each place sums the leaves that the player's
 * values there reach. Without rows an edge's share is that of the training rows that came to it (scikit-learn's `recursion`, which
 * equals the mean over rows only for inputs that are independent). O(rows × nodes reached + places × nodes) per tree.
 *
 * @param at places: a column for each tree feature, of which only the player's are read
 * @returns row-major places × outputs, margins
 */
export function dependenceValues(
  ensemble: Ensemble,
  {
    player,
    at,
    rows,
    players,
  }: {
    player: number;
    at: FeatureMatrix;
    rows?: FeatureMatrix;
    players: Players;
  },
): Float64Array {
  const outputs = ensemble.base.length;
  const values = new Float64Array(at.numRows * outputs);
  for (let i = 0; i < values.length; i++) values[i] = ensemble.base[i % outputs] ?? 0;
  ensemble.trees.forEach((tree, t) => {
    const isOwn = (feature: number) => players.ofFeature[feature] === player;
    const weights = rows
      ? weighByRows(tree, rows, isOwn)
      : weighByCover(tree, createPathTree(tree, coverOf(tree, ensemble.origin), players).ratio, isOwn);
    for (let place = 0; place < at.numRows; place++) {
      const index = place * outputs + (ensemble.output[t] ?? 0);
      values[index] = (values[index] ?? 0) + sumReached(tree, weights, { at, place, isOwn });
    }
  });
  return values;
}

/** By node: the share of training rows that pass the edges to it which are not the player's. */
function weighByCover(tree: Tree, ratio: Float64Array, isOwn: (feature: number) => boolean): Float64Array {
  const weights = new Float64Array(tree.feature.length).fill(1);
  for (let node = 0; node < weights.length; node++) {
    const feature = tree.feature[node] ?? -1;
    if (feature < 0) continue;
    for (const child of [tree.left[node] ?? 0, tree.right[node] ?? 0])
      weights[child] = (weights[node] ?? 0) * (isOwn(feature) ? 1 : (ratio[child] ?? 0));
  }
  return weights;
}

function weighByRows(tree: Tree, rows: FeatureMatrix, isOwn: (feature: number) => boolean): Float64Array {
  const weights = new Float64Array(tree.feature.length);
  const open = new Int32Array(tree.feature.length);
  for (let row = 0; row < rows.numRows; row++) {
    let waiting = 1;
    open[0] = 0;
    while (waiting > 0) {
      const node = open[--waiting] ?? 0;
      const feature = tree.feature[node] ?? -1;
      const left = tree.left[node] ?? 0;
      const right = tree.right[node] ?? 0;
      if (feature < 0) weights[node] = (weights[node] ?? 0) + 1 / rows.numRows;
      else if (isOwn(feature)) {
        open[waiting++] = left;
        open[waiting++] = right;
      } else
        open[waiting++] = goesLeft(tree, node, rows.columns[feature]?.[row] ?? Number.NaN) ? left : right;
    }
  }
  return weights;
}

function sumReached(
  tree: Tree,
  weights: Float64Array,
  { at, place, isOwn }: { at: FeatureMatrix; place: number; isOwn(feature: number): boolean },
): number {
  let sum = 0;
  const isReached = new Uint8Array(tree.feature.length);
  isReached[0] = 1;
  for (let node = 0; node < isReached.length; node++) {
    if (isReached[node] === 0) continue;
    const feature = tree.feature[node] ?? -1;
    const left = tree.left[node] ?? 0;
    const right = tree.right[node] ?? 0;
    if (feature < 0) sum += (weights[node] ?? 0) * (tree.value[node] ?? 0);
    else if (isOwn(feature))
      isReached[goesLeft(tree, node, at.columns[feature]?.[place] ?? Number.NaN) ? left : right] = 1;
    else {
      isReached[left] = 1;
      isReached[right] = 1;
    }
  }
  return sum;
}
