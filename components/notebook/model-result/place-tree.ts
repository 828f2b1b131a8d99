import type { TreeNodeInWords } from '@/cells/ml/boosted-trees/describe-tree';

export interface PlacedNode {
  /** Its place in the tree's nodes. */
  readonly id: number;
  /** Levels below the root. */
  readonly depth: number;
  /** Lines from the top: half ones between two children. */
  readonly line: number;
  /** Its children are not shown, though there are some. */
  readonly isFolded: boolean;
  readonly parent?: number;
  readonly answer?: 'yes' | 'no';
}

export interface PlacedTree {
  readonly nodes: readonly PlacedNode[];
  readonly lines: number;
  readonly depth: number;
}

/** From left to right: each end takes a line, and a question stands between its answers. Only nodes in `open` show theirs. */
export function placeTree(nodes: readonly TreeNodeInWords[], open: ReadonlySet<number>): PlacedTree {
  const placed: PlacedNode[] = [];
  let lines = 0;
  let deepest = 0;
  const place = (id: number, depth: number, from?: { parent: number; answer: 'yes' | 'no' }): number => {
    const node = nodes[id];
    deepest = Math.max(deepest, depth);
    const children = node && 'question' in node && open.has(id) ? [node.yes, node.no] : [];
    const [yes, no] = children;
    let line: number;
    if (yes === undefined || no === undefined) line = lines++;
    else {
      const first = place(yes, depth + 1, { parent: id, answer: 'yes' });
      line = (first + place(no, depth + 1, { parent: id, answer: 'no' })) / 2;
    }
    const isFolded = node !== undefined && 'question' in node && yes === undefined;
    placed.push({ id, depth, line, isFolded, ...from });
    return line;
  };
  if (nodes.length > 0) place(0, 0);
  return { nodes: placed, lines, depth: deepest };
}

/** The questions of the first levels. */
export function openLevels(nodes: readonly TreeNodeInWords[], levels: number): Set<number> {
  const open = new Set<number>();
  let level = nodes.length > 0 ? [0] : [];
  for (let depth = 0; depth < levels && level.length > 0; depth++) {
    const next: number[] = [];
    for (const id of level) {
      const node = nodes[id];
      if (!node || !('question' in node) || node.yes === undefined || node.no === undefined) continue;
      open.add(id);
      next.push(node.yes, node.no);
    }
    level = next;
  }
  return open;
}
