import type { CellNode } from './cell-node';
import { isImportedCell } from './imports/imported-name';
import type { Slot } from './slot';

/** The given cells and all they depend on, each after what it depends on. */
export function upstreamOf(nodes: ReadonlySet<CellNode>): CellNode[] {
  const found = new Set<CellNode>();
  const stack: { node: CellNode; isDone: boolean }[] = [...nodes].map((node) => ({ node, isDone: false }));
  const entered = new Set<CellNode>();
  for (let step = stack.pop(); step; step = stack.pop()) {
    const { node, isDone } = step;
    if (isDone) found.add(node);
    else if (!entered.has(node)) {
      entered.add(node);
      stack.push({ node, isDone: true });
      for (const { producer } of [...node.inputs, ...node.imported.needs])
        if (producer) stack.push({ node: producer, isDone: false });
    }
  }
  return [...found];
}

/** True when a cell that runs by itself, or was asked to, depends on this one. */
export function isDemanded(node: CellNode, slot: (name: string) => Slot): boolean {
  const seen = new Set<CellNode>([node]);
  for (const each of seen) {
    if (each !== node && (each.mode === 'auto' || (each.mode === 'lazy' && each.visibility.isSeen)))
      return true;
    for (const name of each.names) for (const reader of slot(name).readers) seen.add(reader);
  }
  return false;
}

/** The cell of the notebook itself for which an imported one runs. */
export function importerOf(node: CellNode, slot: (name: string) => Slot): CellNode | undefined {
  const seen = new Set<CellNode>([node]);
  for (const each of seen) {
    if (!isImportedCell(each.id)) return each;
    for (const name of each.names) for (const reader of slot(name).readers) seen.add(reader);
  }
  return undefined;
}
