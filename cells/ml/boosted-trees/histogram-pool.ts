import type { Sums } from './find-split';
import type { GrownNode } from './grow-tree';
import type { TrainingData } from './training-data';
import { type Block, columnBytes } from './training-memory';

/** The part of a growing node that histograms are made of. */
type Leaf = Pick<GrownNode, 'start' | 'count' | 'slot'> & { readonly split?: { readonly gain: number } };

/** Leaves whose rows are summed, and the one that is what its parent held less the first of them. */
interface Filling {
  readonly summed: readonly Leaf[];
  readonly rest?: Leaf;
}

/**
 * Histograms of the leaves that may still be split, in a bounded number of places: a leaf that waits for its split may lose its own
 * to one that needs it, the least promising first; its children are then summed from rows. Sums are exact, so the result is the same.
 */
export interface HistogramPool {
  /** Before each tree. */
  start(): void;
  /** Sums the rounded gradients of the first `count` listed rows. */
  sumRoot(count: number): Sums;
  /** Gives places to `wanted` among the children of `parent` (or to the root alone), and says how they are filled. */
  assign(
    nodes: readonly Leaf[],
    wanted: readonly Leaf[],
    parent: Leaf | undefined,
    waiting: readonly Leaf[],
  ): Filling;
  /** Makes the histograms of a block's columns: one block after the other, so that they are in the cache when they are searched. */
  fill(filling: Filling, block: Block): void;
  release(node: Leaf): void;
  /** Pointer to a column's histogram. */
  columnOf(node: Leaf, column: number): number;
}

export function createHistogramPool({ plan, kernel, memory, columns }: TrainingData): HistogramPool {
  const slotBytes = columns.length * columnBytes;
  let free: number[] = [];

  function at(node: Leaf): number {
    return plan.histograms + node.slot * slotBytes;
  }

  function acquire(node: Leaf, waiting: readonly Leaf[]): void {
    if (free.length === 0) {
      let least: Leaf | undefined;
      for (const leaf of waiting)
        if (leaf.slot !== -1 && (!least || (leaf.split?.gain ?? 0) < (least.split?.gain ?? 0))) least = leaf;
      if (least) release(least);
    }
    const slot = free.pop();
    if (slot === undefined) throw new Error('No histogram is free.'); // there are three, and a split holds two
    node.slot = slot;
  }

  function release(node: Leaf): void {
    if (node.slot !== -1) free.push(node.slot);
    node.slot = -1;
  }

  return {
    start() {
      free = Array.from({ length: plan.histogramSlots }, (_, i) => plan.histogramSlots - 1 - i);
    },
    sumRoot(count) {
      kernel.sumRows(plan.rowList, count, plan.rounded, plan.readOut);
      const [gradient = 0, hessian = 0] = new Float64Array(memory.buffer, plan.readOut, 2);
      return { gradient, hessian, count };
    },
    assign(nodes, wanted, parent, waiting) {
      const [first, second] = nodes;
      if (!first || !second || !parent || parent.slot === -1 || wanted.length === 0) {
        if (parent) release(parent);
        for (const node of wanted) acquire(node, waiting);
        return { summed: wanted };
      }
      const [small, large] = first.count <= second.count ? [first, second] : [second, first];
      acquire(small, waiting);
      if (!wanted.includes(large)) {
        release(parent);
        return { summed: [small] };
      }
      large.slot = parent.slot;
      parent.slot = -1;
      return { summed: [small], rest: large };
    },
    fill({ summed, rest }, { at: block, firstColumn, width }) {
      const offset = firstColumn * columnBytes;
      for (const node of summed) {
        const histogram = at(node) + offset;
        kernel.clearHistogram(histogram, width);
        const rows = plan.rowList + node.start * 4;
        kernel.buildHistogram(histogram, block, width, rows, node.count, plan.rounded, plan.batch);
      }
      const [part] = summed;
      if (rest && part) kernel.subtractHistogram(at(rest) + offset, at(part) + offset, width);
    },
    release,
    columnOf: (node, column) => at(node) + column * columnBytes,
  };
}
