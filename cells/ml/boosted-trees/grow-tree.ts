import { type CategoryRules, findCategorySplit } from './find-category-split';
import { createNumberSplitFinder, type FoundSplit, type Sums } from './find-split';
import { createHistogramPool } from './histogram-pool';
import { type Bounds, leafGain, leafValue } from './leaf-values';
import type { TrainingData } from './training-data';
import type { Block } from './training-memory';

export interface GrowthRules extends Omit<CategoryRules, 'gradientUnit' | 'hessianUnit'> {
  readonly growth: 'leaf' | 'depth';
  readonly maxLeaves: number;
  /** 0: none. */
  readonly maxDepth: number;
  readonly minGain: number;
  /** By column: −1, 0 or 1. */
  readonly monotone: Int8Array;
  /** By group: the columns (1) that may stand together on a path. Empty: all may. */
  readonly groups: readonly Uint8Array[];
  /** Of every leaf's value, before the learning rate. */
  readonly bounds: Bounds;
}

/** What one tree is grown on: rounded gradients are in memory, and the rows are listed in it. */
export interface TreeTask {
  readonly count: number;
  /** Powers of two: gradient = whole number × unit. */
  readonly gradientUnit: number;
  readonly hessianUnit: number;
  /** By depth: 1 for the columns that may be split on. */
  columnsAt(depth: number): Uint8Array;
}

export interface Split extends FoundSplit {
  readonly column: number;
  /** Place among the tree's splits: of its 256 bytes in `tables`. */
  table: number;
}

/** A node as it grows; sums are in whole units, as in histograms. */
export interface GrownNode extends Sums, Bounds {
  /** Its rows in the row list. */
  readonly start: number;
  readonly depth: number;
  /** Groups that hold all columns of the path; undefined without constraints. */
  readonly groups: readonly Uint8Array[] | undefined;
  readonly value: number;
  slot: number;
  split: Split | undefined;
  children: readonly [left: GrownNode, right: GrownNode] | undefined;
}

/** Grows trees over one training table, one at a time. */
export interface TreeGrower {
  grow(task: TreeTask): GrownNode;
}

export function createTreeGrower(data: TrainingData, rules: GrowthRules): TreeGrower {
  const { plan, kernel, memory, columns } = data;
  const views = [0, 1, 2].map((i) => new Float64Array(memory.buffer, plan.readOut + i * 2048, 256));
  const [gradients, hessians, counts] = views as [Float64Array, Float64Array, Float64Array]; // three were made
  const read = { gradients, hessians, counts };
  const bytes = new Uint8Array(memory.buffer);
  const pool = createHistogramPool(data);
  const numbers = createNumberSplitFinder(data);

  return {
    grow(task) {
      const splitRules = { ...rules, gradientUnit: task.gradientUnit, hessianUnit: task.hessianUnit };
      const bestValue = (sums: Sums, bounds: Bounds) =>
        leafValue(sums.gradient * task.gradientUnit, sums.hessian * task.hessianUnit, rules, bounds);
      pool.start();
      const groups = rules.groups.length > 0 ? rules.groups : undefined;
      const root = createNode(pool.sumRoot(task.count), rules.bounds, { start: 0, depth: 0, groups });
      const waiting: GrownNode[] = [];
      let leaves = 1;
      prepare([root], undefined);
      for (let next = takeNext(); next && leaves < rules.maxLeaves; next = takeNext()) {
        leaves++;
        prepare(part(next, leaves - 2), next);
      }
      return root;

      /** Written out: copies of whole objects are slow here. */
      function createNode(
        sums: Sums,
        { lower, upper }: Bounds,
        { start, depth, groups }: Pick<GrownNode, 'start' | 'depth' | 'groups'>,
      ): GrownNode {
        return {
          gradient: sums.gradient,
          hessian: sums.hessian,
          count: sums.count,
          lower,
          upper,
          start,
          depth,
          groups,
          value: bestValue(sums, { lower, upper }),
          slot: -1,
          split: undefined,
          children: undefined,
        };
      }

      /** The waiting leaf to split next: of the largest gain, of the lowest level first where growth is by depth. */
      function takeNext(): GrownNode | undefined {
        let best = -1;
        for (let i = 0; i < waiting.length; i++)
          if (best === -1 || isBefore(waiting[i], waiting[best])) best = i;
        return best === -1 ? undefined : waiting.splice(best, 1)[0];
      }

      function isBefore(a: GrownNode | undefined, b: GrownNode | undefined): boolean {
        if (!a || !b) return false;
        if (rules.growth === 'depth' && a.depth !== b.depth) return a.depth < b.depth;
        return (a.split?.gain ?? 0) > (b.split?.gain ?? 0);
      }

      function canBeSplit(node: GrownNode): boolean {
        return (
          node.count >= 2 * rules.minSamplesLeaf &&
          node.hessian * task.hessianUnit >= 2 * rules.minChildWeight &&
          (rules.maxDepth === 0 || node.depth < rules.maxDepth)
        );
      }

      /** Finds the best split of new leaves, and puts those that have one in the queue. */
      function prepare(nodes: readonly GrownNode[], parent: GrownNode | undefined): void {
        if (leaves >= rules.maxLeaves) {
          if (parent) pool.release(parent);
          return;
        }
        const wanted = nodes.filter(canBeSplit);
        const filling = pool.assign(nodes, wanted, parent, waiting);
        for (const block of plan.blocks) {
          pool.fill(filling, block);
          for (const node of wanted) node.split = findSplit(node, block);
        }
        for (const node of nodes) if (!wanted.includes(node)) pool.release(node);
        for (const node of wanted) {
          node.split = keepGain(node);
          if (node.split) waiting.push(node);
          else pool.release(node);
        }
      }

      /** The best split of a block's columns, or that of the blocks before. Its gain is that of both sides. */
      function findSplit(node: GrownNode, { firstColumn, width }: Block): Split | undefined {
        const allowed = task.columnsAt(node.depth);
        let best = node.split;
        for (let column = firstColumn; column < firstColumn + width; column++) {
          const about = columns[column]?.bins;
          if (
            !about ||
            allowed[column] !== 1 ||
            (node.groups && !node.groups.some((group) => group[column] === 1))
          )
            continue;
          const histogram = pool.columnOf(node, column);
          const least = best?.gain ?? 0;
          let found: FoundSplit | undefined;
          if (about.kind === 'number') {
            numbers.setNode(node, splitRules);
            found = numbers.find(histogram, about.bins, rules.monotone[column] ?? 0, least);
          } else {
            kernel.readHistogram(histogram, about.bins + 1, plan.readOut);
            found = findCategorySplit(read, about.bins, node, splitRules);
          }
          if (found && found.gain > least) best = { ...found, column, table: 0 };
        }
        return best;
      }

      /** The split with the gain over the node itself; undefined where that is too little. */
      function keepGain(node: GrownNode): Split | undefined {
        const { split } = node;
        if (!split) return undefined;
        const own = leafGain(
          node.gradient * task.gradientUnit,
          node.hessian * task.hessianUnit,
          node.value,
          rules,
        );
        const gain = split.gain - own;
        // What is left of equal numbers after rounding is no gain.
        return gain > rules.minGain && gain > split.gain * 1e-12 ? { ...split, gain } : undefined;
      }

      /** Sends the node's rows to two children. */
      function part(node: GrownNode, table: number): readonly [GrownNode, GrownNode] {
        const { split } = node;
        const column = split && columns[split.column];
        if (!split || !column) throw new Error('A leaf without a split was taken to be split.');
        split.table = table;
        const at = plan.tables + table * 256;
        writeTable(bytes.subarray(at, at + 256), split, column.bins.bins);
        const rows = plan.rowList + node.start * 4;
        kernel.partRows(rows, node.count, column.own, at, plan.scratch);
        const { left } = split;
        const right: Sums = {
          gradient: node.gradient - left.gradient,
          hessian: node.hessian - left.hessian,
          count: node.count - left.count,
        };
        const [leftBounds, rightBounds] = boundsOf(node, split, left, right);
        const groups = node.groups?.filter((group) => group[split.column] === 1);
        const depth = node.depth + 1;
        const children = [
          createNode(left, leftBounds, { start: node.start, depth, groups }),
          createNode(right, rightBounds, { start: node.start + left.count, depth, groups }),
        ] as const;
        node.children = children;
        return children;
      }

      /** Under a monotone split the sides keep to their side of the middle of both values. */
      function boundsOf(
        node: GrownNode,
        { column }: Split,
        left: Sums,
        right: Sums,
      ): readonly [Bounds, Bounds] {
        const { lower, upper } = node;
        const whole = { lower, upper };
        const way = rules.monotone[column] ?? 0;
        if (way === 0) return [whole, whole];
        const middle = (bestValue(left, whole) + bestValue(right, whole)) / 2;
        const below = { lower, upper: middle };
        const above = { lower: middle, upper };
        return way > 0 ? [below, above] : [above, below];
      }
    },
  };
}

/** 1 for each bin that goes left; the missing are at `bins`. */
function writeTable(table: Uint8Array, { bin, leftBins, missingLeft }: FoundSplit, bins: number): void {
  table.fill(0);
  if (leftBins) for (const left of leftBins) table[left] = 1;
  else table.fill(1, 0, Math.min(bin + 1, bins));
  table[bins] = missingLeft ? 1 : 0;
}
