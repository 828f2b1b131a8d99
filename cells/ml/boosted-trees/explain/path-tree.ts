import type { Ensemble, Tree } from '../ensemble';
import { legendre, type Quadrature } from './legendre';

/** What takes part in the game: an input, with all tree features that are made of it. */
export interface Players {
  readonly count: number;
  /** By tree feature: its player. */
  readonly ofFeature: Int32Array;
}

/** Beyond it paths of more than 128 players are integrated to about 1e-10 instead of exactly; no learner makes such by itself. */
const mostPoints = 64;

/** A tree with what of its paths is the same for all rows. An edge goes by the number of the node it leads to; the root has none. */
export interface PathTree {
  readonly tree: Tree;
  readonly parent: Int32Array;
  /** Player whose value decides over the edge; −1 at the root. */
  readonly player: Int32Array;
  /** The nearest edge above it that the same player decides over; −1 where there is none. */
  readonly same: Int32Array;
  /** Share of the training rows that pass all edges of this player from the root to here, each of those that come to it. */
  readonly share: Float64Array;
  /** Share of its parent's training rows. */
  readonly ratio: Float64Array;
  /** Players on the path from the root to here, each once. */
  readonly depth: Int32Array;
  readonly quadrature: Quadrature;
  /** The tree's answer for no row in particular: its leaves weighed by the training rows on their paths. */
  readonly expected: number;
}

/** LightGBM weighs paths by rows, XGBoost by hessians; so do we, that explanations equal theirs. */
export const coverOf = (tree: Tree, origin: Ensemble['origin']): Float64Array =>
  origin === 'lightgbm' ? tree.count : tree.cover;

export function createPathTree(tree: Tree, cover: Float64Array, players: Players): PathTree {
  const size = tree.feature.length;
  const parent = new Int32Array(size).fill(-1);
  const player = new Int32Array(size).fill(-1);
  const same = new Int32Array(size).fill(-1);
  const share = new Float64Array(size).fill(1);
  const ratio = new Float64Array(size).fill(1);
  const reach = new Float64Array(size).fill(1);
  const depth = new Int32Array(size);
  let deepest = 0;
  let expected = 0;
  for (let node = 0; node < size; node++) {
    const feature = tree.feature[node] ?? -1;
    if (feature < 0) {
      expected += (reach[node] ?? 0) * (tree.value[node] ?? 0);
      deepest = Math.max(deepest, depth[node] ?? 0);
      continue;
    }
    const own = players.ofFeature[feature] ?? -1;
    const left = tree.left[node] ?? 0;
    const right = tree.right[node] ?? 0;
    const toLeft = shareOf(cover[left] ?? 0, cover[right] ?? 0);
    const above = findEdge(own, node, { parent, player });
    for (const child of [left, right]) {
      parent[child] = node;
      player[child] = own;
      same[child] = above;
      ratio[child] = child === left ? toLeft : 1 - toLeft;
      share[child] = (ratio[child] ?? 0) * (above < 0 ? 1 : (share[above] ?? 0));
      reach[child] = (ratio[child] ?? 0) * (reach[node] ?? 0);
      depth[child] = (depth[node] ?? 0) + (above < 0 ? 1 : 0);
    }
  }
  const quadrature = legendre(Math.min(Math.max(Math.ceil(deepest / 2), 1), mostPoints));
  return { tree, parent, player, same, share, ratio, depth, quadrature, expected };
}

/** Where no training row came, both ways count alike. */
function shareOf(left: number, right: number): number {
  const all = left + right;
  return all > 0 && Number.isFinite(all) ? Math.min(Math.max(left / all, 0), 1) : 0.5;
}

/** From `node` upwards, the first edge that this player decides over. */
function findEdge(
  own: number,
  node: number,
  { parent, player }: Pick<PathTree, 'parent' | 'player'>,
): number {
  let at = node;
  while (at > 0 && player[at] !== own) at = parent[at] ?? -1;
  return at > 0 ? at : -1;
}
