import type { DocumentStore } from '@/cells/document/document-store';
import type { Cell, CellKind } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';

/**
 * Keeps the kernel in step with the document. Half-written code must not run: text of a code cell reaches the kernel when it
 * is committed (Shift-Enter, run, run stale); prose follows typing after a breath; everything else at once.
 */
export interface TextCommits {
  /** Cells whose text the kernel has not got yet; the same set until that changes. */
  pending(): ReadonlySet<number>;
  /** Gives the kernel the present text of these cells, or of all. */
  commit(ids?: readonly number[]): void;
  subscribe(listener: () => void): () => void;
  dispose(): void;
}

/** How the text of a kind reaches the kernel. */
const follows: Record<CellKind, 'on commit' | 'after a breath' | 'at once'> = {
  javascript: 'on commit',
  sql: 'on commit',
  markdown: 'after a breath',
  html: 'after a breath',
  input: 'at once',
  chart: 'at once',
  train: 'at once',
  tune: 'at once',
  evaluate: 'at once',
  unsupported: 'at once',
};

const breathMs = 150;
const none: ReadonlySet<number> = new Set();

/** Gives the kernel the notebook as it is, then follows it. */
export function createTextCommits({ store, kernel }: { store: DocumentStore; kernel: Kernel }): TextCommits {
  /** The cells as the kernel has them. */
  let given = new Map<number, Cell>();
  let pending = none;
  let breath: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();

  function give(isWanted: (cell: Cell) => boolean): void {
    const notebook = store.get();
    const held = new Set<number>();
    const cells = notebook.cells.map((cell) => {
      const before = given.get(cell.id);
      if (!before || before === cell || isWanted(cell) || !differsInTextOnly(before, cell)) return cell;
      held.add(cell.id);
      return before;
    });
    const before = [...given.values()];
    if (cells.length !== before.length || cells.some((cell, place) => cell !== before[place])) {
      given = new Map(cells.map((cell) => [cell.id, cell]));
      kernel.setNotebook({ ...notebook, cells });
    }
    if (sameIds(held, pending)) return;
    pending = held.size ? held : none;
    for (const listener of [...listeners]) listener();
  }

  function follow(cause: string): void {
    give((cell) => cause === 'replace' || follows[cell.kind] === 'at once');
    clearTimeout(breath);
    if (![...pending].some((id) => isProse(store.cell(id)))) return;
    breath = setTimeout(() => give(isProse), breathMs);
  }

  const unsubscribe = store.subscribe(follow);
  give(() => true);
  return {
    pending: () => pending,
    commit(ids) {
      store.endTyping();
      give((cell) => isProse(cell) || !ids || ids.includes(cell.id));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      clearTimeout(breath);
      unsubscribe();
    },
  };
}

const isProse = (cell: Cell | undefined) => cell !== undefined && follows[cell.kind] === 'after a breath';

function differsInTextOnly(before: Cell, after: Cell): boolean {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof Cell>; // a cell has no other keys
  keys.delete('source');
  return before.source !== after.source && [...keys].every((key) => before[key] === after[key]);
}

const sameIds = (a: ReadonlySet<number>, b: ReadonlySet<number>) =>
  a.size === b.size && [...a].every((id) => b.has(id));
