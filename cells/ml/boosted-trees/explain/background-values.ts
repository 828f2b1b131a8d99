import type { Ensemble, FeatureMatrix, Tree } from '../ensemble';
import type { Players } from './path-tree';
import { goesLeft } from './route';

/**
 * Exact interventional SHAP values: a player that is not known has the value of a background row, the mean over all of them
 * (Lundberg et al. 2020, "independent" feature perturbation). For a row and one background row, a leaf that is reached when players X have
 * the row's values and players B the other's adds to each of X its answer × (|X| − 1)! |B|! / (|X| + |B|)!, and takes from each of B
 * its answer × |X|! (|B| − 1)! / (|X| + |B|)!. Both are summed up the tree, as in `shap`: O(nodes that the two can reach) per pair and tree.
 *
 * @returns row-major n × outputs × players; with `meanMargins` of the background a row sums to its margins
 */
export function backgroundValues(
  ensemble: Ensemble,
  { rows, background, players }: { rows: FeatureMatrix; background: FeatureMatrix; players: Players },
): Float64Array {
  const outputs = ensemble.base.length;
  const values = new Float64Array(rows.numRows * outputs * players.count);
  ensemble.trees.forEach((tree, t) => {
    const others = Array.from({ length: background.numRows }, (_, row) => routeRow(tree, background, row));
    const compare = createComparison(tree, players);
    for (let row = 0; row < rows.numRows; row++) {
      const start = (row * outputs + (ensemble.output[t] ?? 0)) * players.count;
      const into = values.subarray(start, start + players.count);
      const own = routeRow(tree, rows, row);
      for (const other of others) compare(own, other, into);
    }
  });
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / background.numRows;
  return values;
}

/** By node: 1 where the row goes left. */
function routeRow(tree: Tree, rows: FeatureMatrix, row: number): Uint8Array {
  const route = new Uint8Array(tree.feature.length);
  for (let node = 0; node < route.length; node++) {
    const column = tree.feature[node] ?? -1;
    if (column >= 0) route[node] = goesLeft(tree, node, rows.columns[column]?.[row] ?? Number.NaN) ? 1 : 0;
  }
  return route;
}

const undecided = 0;
const hasOwn = 1;
const hasOther = 2;

/** Adds to `into` what each player does when a row (`own`) is compared with another. */
function createComparison(tree: Tree, players: Players) {
  const { feature, left, right, value } = tree;
  const choice = new Uint8Array(players.count);
  const { weights, stride } = createLeafWeights(Math.min(depthOf(tree), players.count));
  let own: Uint8Array = new Uint8Array();
  let other: Uint8Array = new Uint8Array();
  let into: Float64Array = new Float64Array();
  /** What the leaves below the visited node take from each of B; the visit gives what they add to each of X. */
  let taken = 0;

  function visit(node: number, owns: number, others: number): number {
    const column = feature[node] ?? -1;
    if (column < 0) {
      const answer = value[node] ?? 0;
      taken = answer * (weights[others * stride + owns] ?? 0);
      return answer * (weights[owns * stride + others] ?? 0);
    }
    const ownWay = (own[node] === 1 ? left[node] : right[node]) ?? 0;
    const otherWay = (other[node] === 1 ? left[node] : right[node]) ?? 0;
    const player = players.ofFeature[column] ?? 0;
    const chosen = choice[player] ?? undecided;
    if (ownWay === otherWay || chosen !== undecided)
      return visit(chosen === hasOther ? otherWay : ownWay, owns, others);
    choice[player] = hasOwn;
    const added = visit(ownWay, owns + 1, others);
    const takenThere = taken;
    choice[player] = hasOther;
    const addedElsewhere = visit(otherWay, owns, others + 1);
    choice[player] = undecided;
    into[player] = (into[player] ?? 0) + added - taken;
    taken += takenThere;
    return added + addedElsewhere;
  }

  return (ownRoute: Uint8Array, otherRoute: Uint8Array, sums: Float64Array): void => {
    own = ownRoute;
    other = otherRoute;
    into = sums;
    visit(0, 0, 0);
  };
}

/** By x and b, x · stride + b: (x − 1)! b! / (x + b)!, that is 1 / (x · C(x + b, x)); 0 for no x. */
function createLeafWeights(most: number): { readonly weights: Float64Array; readonly stride: number } {
  const stride = most + 1;
  const weights = new Float64Array(stride * stride);
  for (let x = 1; x <= most; x++) {
    let choices = 1;
    for (let b = 0; x + b <= most; b++) {
      if (b > 0) choices *= (x + b) / b;
      weights[x * stride + b] = 1 / (x * choices);
    }
  }
  return { weights, stride };
}

function depthOf({ feature, left, right }: Tree): number {
  const depth = new Int32Array(feature.length);
  let deepest = 0;
  for (let node = 0; node < feature.length; node++) {
    if ((feature[node] ?? -1) < 0) continue;
    const below = (depth[node] ?? 0) + 1;
    for (const child of [left[node] ?? 0, right[node] ?? 0]) depth[child] = below;
    deepest = Math.max(deepest, below);
  }
  return deepest;
}
