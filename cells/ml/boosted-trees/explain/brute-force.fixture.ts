import type { Ensemble, FeatureMatrix, Tree } from '../ensemble';
import { coverOf, type Players } from './path-tree';
import { goesLeft } from './route';

/** A game over players 0 … n − 1: what a set of them, as bits, brings. */
export type Game = (known: number) => number;

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
const sizeOf = (set: number): number => (set === 0 ? 0 : (set & 1) + sizeOf(set >>> 1));

/** Shapley values by their definition, over all subsets. */
export function shapleyValues(game: Game, players: number): number[] {
  return Array.from({ length: players }, (_, i) => {
    let sum = 0;
    for (let set = 0; set < 1 << players; set++) {
      if ((set >> i) & 1) continue;
      const size = sizeOf(set);
      const weight = (factorial(size) * factorial(players - size - 1)) / factorial(players);
      sum += weight * (game(set | (1 << i)) - game(set));
    }
    return sum;
  });
}

/** Shapley interaction index of two players by its definition (Grabisch & Roubens 1999). */
export function shapleyInteraction(game: Game, players: number, [i, j]: readonly [number, number]): number {
  let sum = 0;
  const a = 1 << i;
  const b = 1 << j;
  for (let set = 0; set < 1 << players; set++) {
    if (set & (a | b)) continue;
    const size = sizeOf(set);
    const weight = (factorial(size) * factorial(players - size - 2)) / factorial(players - 1);
    sum += weight * (game(set | a | b) - game(set | a) - game(set | b) + game(set));
  }
  return sum;
}

/** Margin of one output for one row, tree by tree. */
export function marginOf(ensemble: Ensemble, output: number, readValue: (feature: number) => number): number {
  return sumTrees(ensemble, output, (tree) => {
    let node = 0;
    for (let feature = tree.feature[0] ?? -1; feature >= 0; feature = tree.feature[node] ?? -1)
      node = (goesLeft(tree, node, readValue(feature)) ? tree.left[node] : tree.right[node]) ?? 0;
    return tree.value[node] ?? 0;
  });
}

/** What is expected where only some players' values of the row are known: the others take both ways (EXPVALUE, algorithm 1 of 2018). */
export const pathGame =
  (ensemble: Ensemble, output: number, rows: FeatureMatrix, row: number, players: Players): Game =>
  (known) =>
    sumTrees(ensemble, output, (tree) => {
      const cover = coverOf(tree, ensemble.origin);
      const expect = (node: number): number => {
        const feature = tree.feature[node] ?? -1;
        if (feature < 0) return tree.value[node] ?? 0;
        const left = tree.left[node] ?? 0;
        const right = tree.right[node] ?? 0;
        if ((known >> (players.ofFeature[feature] ?? 0)) & 1)
          return expect(goesLeft(tree, node, rows.columns[feature]?.[row] ?? Number.NaN) ? left : right);
        const all = (cover[left] ?? 0) + (cover[right] ?? 0);
        const share = all > 0 ? (cover[left] ?? 0) / all : 0.5;
        return share * expect(left) + (1 - share) * expect(right);
      };
      return expect(0);
    });

/** The mean margin of the row with the values of each background row where a player is not known. */
export const backgroundGame =
  (
    ensemble: Ensemble,
    output: number,
    {
      rows,
      row,
      background,
      players,
    }: {
      rows: FeatureMatrix;
      row: number;
      background: FeatureMatrix;
      players: Players;
    },
  ): Game =>
  (known) => {
    let sum = 0;
    for (let other = 0; other < background.numRows; other++)
      sum += marginOf(ensemble, output, (feature) =>
        (known >> (players.ofFeature[feature] ?? 0)) & 1
          ? (rows.columns[feature]?.[row] ?? Number.NaN)
          : (background.columns[feature]?.[other] ?? Number.NaN),
      );
    return sum / background.numRows;
  };

function sumTrees(ensemble: Ensemble, output: number, answer: (tree: Tree) => number): number {
  return ensemble.trees.reduce(
    (sum, tree, t) => (ensemble.output[t] === output ? sum + answer(tree) : sum),
    ensemble.base[output] ?? 0,
  );
}
