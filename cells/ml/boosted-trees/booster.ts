import type { Random } from '../random';
import type { Tree } from './ensemble';
import { exponentOf } from './exact-sum';
import { createTreeGrower, type GrownNode, type GrowthRules } from './grow-tree';
import type { Loss, Range } from './losses';
import { twoToThe } from './reproducible-math';
import { listNodes, toTree, writeNodes } from './to-tree';
import type { TrainingData } from './training-data';

export interface BoosterInput {
  readonly data: TrainingData;
  /** Which of the memory's scores are its own. */
  readonly place: number;
  readonly loss: Loss;
  /** The rows that it learns from, and those that it only answers. */
  readonly rows: readonly Range[];
  readonly held: readonly Range[];
  readonly growth: GrowthRules;
  readonly learningRate: number;
  readonly subsample: number;
  readonly columnsByTree: number;
  readonly columnsByLevel: number;
  readonly random: Random;
  /** Margins to begin from, row-major rows × outputs; else `base` of each output. */
  readonly margins?: Float64Array;
  readonly base: Float64Array;
  /** Trees that it has grown before; `margins` are theirs. */
  readonly grown?: readonly Tree[];
}

/** Gradient boosting (Friedman 2001) with second derivatives (Chen and Guestrin 2016), a round at a time. */
export interface Booster {
  /** Trees so far, those of a round side by side, one for each output. */
  readonly trees: Tree[];
  /** Grows a tree for each output; false when none of them found a split. */
  round(): boolean;
  /** The loss's metric on the rows that it learns from, and on the held ones. */
  measure(): number;
  measureHeld(): number;
}

export function createBooster(input: BoosterInput): Booster {
  const { data, place, loss, rows, held, growth, learningRate, subsample, random, margins, base } = input;
  const { plan, memory, kernel, numRows, columns } = data;
  const grower = createTreeGrower(data, growth);
  const scoresAt = (output: number) => (plan.scores[place] ?? 0) + output * numRows * 8;
  const scores = Array.from({ length: loss.outputs }, (_, output) => {
    const view = new Float64Array(memory.buffer, scoresAt(output), numRows);
    if (!margins) return view.fill(base[output] ?? 0);
    for (let row = 0; row < numRows; row++) view[row] = margins[row * loss.outputs + output] ?? 0;
    return view;
  });
  const derivatives = {
    gradients: new Float64Array(memory.buffer, plan.gradients, numRows),
    hessians: new Float64Array(memory.buffer, plan.hessians, numRows),
  };
  const rowList = new Uint32Array(memory.buffer, plan.rowList, numRows);
  const drawn = new Uint32Array(memory.buffer, plan.drawn, numRows);
  const count = rows.reduce((sum, { start, end }) => sum + end - start, 0);
  const wanted = subsample === 1 ? count : Math.max(1, Math.round(count * subsample));
  const others = count - wanted + held.reduce((sum, { start, end }) => sum + end - start, 0);
  const usable = columns.flatMap(({ bins }, column) => (bins.bins > 1 || bins.hasMissing ? [column] : []));
  const trees: Tree[] = [...(input.grown ?? [])];

  /** Lists the rows of the round, then all others; both rising. Each row has the same chance (Knuth's algorithm S). */
  function drawRows(): void {
    let [at, other, seen] = [0, wanted, 0];
    for (const { start, end } of rows)
      for (let row = start; row < end; row++, seen++)
        if (wanted === count || (count - seen) * random() < wanted - at) drawn[at++] = row;
        else drawn[other++] = row;
    for (const { start, end } of held) for (let row = start; row < end; row++) drawn[other++] = row;
  }

  /** A share of the columns for the tree, and of those for each level. */
  function drawColumns(): (depth: number) => Uint8Array {
    const ofTree = drawShare(usable, input.columnsByTree, random);
    const marked = (chosen: readonly number[]) => {
      const marks = new Uint8Array(columns.length);
      for (const column of chosen) marks[column] = 1;
      return marks;
    };
    if (input.columnsByLevel === 1) {
      const all = marked(ofTree);
      return () => all;
    }
    const levels: Uint8Array[] = [];
    return (depth) => {
      while (levels.length <= depth) levels.push(marked(drawShare(ofTree, input.columnsByLevel, random)));
      return levels[depth] ?? new Uint8Array(columns.length);
    };
  }

  /** Rounds the derivatives to whole numbers of a common unit, so that their sums are exact in any order. */
  function roundDerivatives(): { gradientUnit: number; hessianUnit: number } {
    let [gradient, hessian] = [0, 0];
    for (const { start, end } of rows) {
      gradient = Math.max(gradient, kernel.largestOf(plan.gradients + start * 8, end - start));
      hessian = Math.max(hessian, kernel.largestOf(plan.hessians + start * 8, end - start));
    }
    if (!Number.isFinite(gradient + hessian))
      throw new Error(
        `The loss stopped being a number in round ${Math.floor(trees.length / loss.outputs) + 1}: lower the learning rate (now ${learningRate}).`,
      );
    const sizeBits = exponentOf(count);
    const gradientBits = Math.min(30, 52 - sizeBits);
    // Sums of hessians stay below 2^40, where the histograms count rows.
    const hessianBits = Math.min(24, 40 - sizeBits);
    const gradientUnit = gradient > 0 ? twoToThe(exponentOf(gradient) - gradientBits) : 1;
    const hessianUnit = hessian > 0 ? twoToThe(exponentOf(hessian) - hessianBits) : 1;
    for (const { start, end } of rows)
      kernel.quantize(
        plan.gradients + start * 8,
        plan.hessians + start * 8,
        end - start,
        1 / gradientUnit,
        1 / hessianUnit,
        plan.rounded + start * 8,
      );
    return { gradientUnit, hessianUnit };
  }

  /** What each leaf adds, single precision; 0 at inner nodes. */
  function valuesOf(nodes: readonly GrownNode[], output: number): Float64Array {
    const own = scores[output] ?? new Float64Array();
    return Float64Array.from(nodes, (node) => {
      if (node.children) return 0;
      const best = loss.refit?.(output, own, rowList.subarray(node.start, node.start + node.count));
      const value = best === undefined ? node.value : Math.min(Math.max(best, node.lower), node.upper);
      return Math.fround(value * learningRate);
    });
  }

  function growTree(output: number): boolean {
    for (const range of rows) loss.differentiate(output, scores, range, derivatives);
    const units = roundDerivatives();
    rowList.set(drawn.subarray(0, wanted));
    const root = grower.grow({ count: wanted, ...units, columnsAt: drawColumns() });
    const nodes = listNodes(root);
    const values = valuesOf(nodes, output);
    nodes.forEach((node, i) => {
      if (!node.children)
        kernel.addToScores(plan.rowList + node.start * 4, node.count, scoresAt(output), values[i] ?? 0);
    });
    if (others > 0) {
      writeNodes(nodes, values, data);
      kernel.addTree(plan.drawn + wanted * 4, others, plan.nodes, scoresAt(output));
    }
    trees.push(toTree(nodes, values, units.hessianUnit, data));
    return nodes.length > 1;
  }

  return {
    trees,
    round() {
      drawRows();
      loss.startRound?.(scores, rows);
      let hasSplit = false;
      for (let output = 0; output < loss.outputs; output++) if (growTree(output)) hasSplit = true;
      return hasSplit;
    },
    measure: () => loss.measure(scores, rows),
    measureHeld: () => loss.measure(scores, held),
  };
}

function drawShare(items: readonly number[], share: number, random: Random): readonly number[] {
  if (share === 1) return items;
  const wanted = Math.max(1, Math.round(items.length * share));
  let taken = 0;
  return items.filter((_, seen) => {
    const isTaken = (items.length - seen) * random() < wanted - taken;
    if (isTaken) taken++;
    return isTaken;
  });
}
