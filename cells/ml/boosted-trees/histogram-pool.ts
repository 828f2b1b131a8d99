import type { Sums } from './find-split';
import type { GrownNode } from './grow-tree';
import type { TrainingData } from './training-data';
import { columnBytes } from './training-memory';

/** The part of a growing node that histograms are made of. */
type Leaf = Pick<GrownNode, 'start' | 'count' | 'slot'> & { readonly split?: { readonly gain: number } };

/**
 * Histograms of the leaves that may still be split, in a bounded number of places: a leaf that waits for its split may lose its own
 * to one that needs it, the least promising first; its children are then summed from rows. Sums are exact, so the result is the same.
 */
export interface HistogramPool {
  /** Before each tree. */
  start(): void;
  /** Sums the rounded gradients of the first `count` listed rows. */
  sumRoot(count: number): Sums;
  /** Makes the histograms of `wanted` among the children of `parent` (or of the root alone). */
  fill(
    nodes: readonly Leaf[],
    wanted: readonly Leaf[],
    parent: Leaf | undefined,
    waiting: readonly Leaf[],
  ): void;
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

  function sum(node: Leaf, waiting: readonly Leaf[]): void {
    acquire(node, waiting);
    kernel.clearHistogram(at(node), columns.length);
    for (const { at: block, firstColumn, width } of plan.blocks)
      kernel.buildHistogram(
        at(node) + firstColumn * columnBytes,
        block,
        width,
        plan.rowList + node.start * 4,
        node.count,
        plan.rounded,
        plan.batch,
      );
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
    fill(nodes, wanted, parent, waiting) {
      const [first, second] = nodes;
      if (!first || !second || !parent || parent.slot === -1 || wanted.length === 0) {
        if (parent) release(parent);
        for (const node of wanted) sum(node, waiting);
        return;
      }
      const [small, large] = first.count <= second.count ? [first, second] : [second, first];
      sum(small, waiting);
      if (wanted.includes(large)) {
        large.slot = parent.slot;
        kernel.subtractHistogram(at(large), at(small), columns.length);
        parent.slot = -1;
      } else release(parent);
      if (!wanted.includes(small)) release(small);
    },
    release,
    columnOf: (node, column) => at(node) + column * columnBytes,
  };
}
