import type { CellNode } from '../cell-node';
import type { CellError } from '../cell-run';
import type { KernelImports } from '../kernel';
import { baseName, isImportedCell } from './imported-name';
import type { Mirrored } from './mirrored';

/** A cell that imports is as fresh, busy or broken as what it imports. Undefined before that is here. */
export function mirrorImport(node: CellNode, imports: KernelImports): Mirrored | undefined {
  if (node.imported.passes.size === 0 || !node.hasValue || node.problem) return undefined;
  const inner = importedBehind(node);
  const shown = inputsOf(node);
  const states = inner.map(({ report }) => report.state);
  const failed = inner.find(({ report }) => report.state === 'failed');
  if (failed?.report.error)
    return { state: 'failed', error: sayFailed(failed, failed.report.error, imports), shown };
  const blocked = inner.find(({ report }) => report.state === 'blocked');
  if (blocked?.report.error) return { state: 'blocked', error: blocked.report.error, shown };
  const state = (['running', 'queued', 'stale', 'idle'] as const).find((each) => states.includes(each));
  const progress = inner.find(({ report }) => report.snapshot.progress)?.report.snapshot.progress;
  return { state: state ?? 'fresh', progress, shown };
}

/** The imported cells that a cell's names stand on, each after what it depends on. */
function importedBehind(node: CellNode): CellNode[] {
  const found = new Set<CellNode>();
  const visit = (each: CellNode | undefined) => {
    if (!each || found.has(each) || !isImportedCell(each.id)) return;
    for (const { producer } of each.inputs) visit(producer);
    found.add(each);
  };
  for (const from of node.imported.passes.values()) visit(from.producer);
  return [...found];
}

function inputsOf(node: CellNode): HTMLElement[] {
  const asked = new Set<CellNode | undefined>();
  for (const from of node.imported.passes.values())
    if (from.name.startsWith('viewof$')) asked.add(from.producer);
  const makers = new Set([...node.imported.passes.values()].flatMap(({ producer }) => producer ?? []));
  return [...makers]
    .filter((maker) => isImportedCell(maker.id) && maker.showsInput && !asked.has(maker))
    .map((maker) => maker.display.root);
}

/** Said once, at the cell that imports, with where it happened. */
function sayFailed({ id, names }: CellNode, error: CellError, imports: KernelImports): CellError {
  const { title, cellId } = imports.describe(id) ?? { title: '', cellId: id };
  const [name] = names;
  const what = name === undefined ? `Cell ${cellId}` : `${baseName(name)} (cell ${cellId})`;
  return { name: error.name, message: `${what} of “${title}” failed: ${error.message}` };
}
