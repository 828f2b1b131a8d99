import { describe, expect, it } from 'vitest';
import type { TreeNodeInWords } from '@/cells/ml/boosted-trees/describe-tree';
import { openLevels, placeTree } from './place-tree';

const question = (yes?: number, no?: number): TreeNodeInWords => ({
  ...{ question: 'hr ≤ 7.5', missing: 'no', rows: 4, leaves: 3, gain: 1 },
  ...(yes === undefined ? {} : { yes, no }),
});
const leaf: TreeNodeInWords = { value: 1, rows: 2 };
/** A root, a leaf and a question with two leaves. */
const nodes = [question(1, 2), leaf, question(3, 4), leaf, leaf];

describe('a tree on lines', () => {
  it('gives each end a line, and puts a question between its answers', () => {
    const { nodes: placed, lines, depth } = placeTree(nodes, openLevels(nodes, 9));
    expect({ lines, depth }).toEqual({ lines: 3, depth: 2 });
    expect(placed.map(({ id, line }) => [id, line])).toEqual([
      [1, 0],
      [3, 1],
      [4, 2],
      [2, 1.5],
      [0, 0.75],
    ]);
  });

  it('folds what is deeper, and says so', () => {
    const { nodes: placed, lines } = placeTree(nodes, openLevels(nodes, 1));
    expect(lines).toBe(2);
    expect(placed.filter(({ isFolded }) => isFolded).map(({ id }) => id)).toEqual([2]);
  });

  it('shows a tree that is one leaf, and one that was cut', () => {
    expect(placeTree([leaf], openLevels([leaf], 3))).toMatchObject({
      lines: 1,
      nodes: [{ id: 0, isFolded: false }],
    });
    expect(placeTree([question()], openLevels([question()], 3)).nodes).toMatchObject([{ isFolded: true }]);
  });
});
