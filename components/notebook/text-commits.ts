import type { DocumentStore } from '@/cells/document/document-store';
import type { Cell, Notebook } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';
import { inView } from './kinds-in-view';

/**
 * Keeps the kernel in step with the document. Half-written code must not run: text of a code cell reaches the kernel when it
 * is committed (Shift-Enter, run, run stale); prose follows typing after a breath; everything else at once.
 */
export interface TextCommits {
  /** Cells whose text the kernel has not got yet; the same set until that changes. */
  pending(): ReadonlySet<number>;
  /** Gives the kernel the present text of these cells, or of all. */
  commit(ids?: readonly number[]): void;
  /** Gives the kernel what others wrote in these cells. */
  take(ids: readonly number[]): void;
  subscribe(listener: () => void): () => void;
  dispose(): void;
}

const breathMs = 150;
const none: ReadonlySet<number> = new Set();

/** Gives the kernel the notebook as it is, then follows it. */
export function createTextCommits({ store, kernel }: { store: DocumentStore; kernel: Kernel }): TextCommits {
  /** The cells as the kernel has them. */
  let given = new Map<number, Cell>();
  let attributes: Notebook['attributes'] | undefined;
  let pending = none;
  let breath: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();

  function give(isWanted: (cell: Cell) => boolean): void {
    const notebook = store.get();
    const held = new Set<number>();
    const cells = notebook.cells.map((cell) => {
      const before = given.get(cell.id);
      // A cell of another kind is another cell: its text was made for it.
      if (!before || before === cell || isWanted(cell) || before.type !== cell.type) return cell;
      if (before.source !== cell.source) held.add(cell.id);
      return withText(cell, before);
    });
    const before = [...given.values()];
    const isOtherwise = notebook.attributes !== attributes;
    if (
      isOtherwise ||
      cells.length !== before.length ||
      cells.some((cell, place) => cell !== before[place])
    ) {
      attributes = notebook.attributes;
      given = new Map(cells.map((cell) => [cell.id, cell]));
      kernel.setNotebook({ ...notebook, cells });
    }
    if (sameIds(held, pending)) return;
    pending = held.size ? held : none;
    for (const listener of [...listeners]) listener();
  }

  function follow(cause: string): void {
    give((cell) => cause === 'replace' || followsOf(cell) === 'at once');
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
    take: (ids) => give((cell) => ids.includes(cell.id)),
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

const followsOf = ({ kind }: Cell) => inView(kind)?.follows ?? 'at once';
const isProse = (cell: Cell | undefined) => cell !== undefined && followsOf(cell) === 'after a breath';

/** A cell as it is now with the text that the kernel has; the same object while only text differs. */
function withText(cell: Cell, before: Cell): Cell {
  const held = { ...cell, source: before.source };
  const keys = new Set([...Object.keys(before), ...Object.keys(held)]) as Set<keyof Cell>; // a cell has no other keys
  return [...keys].every((key) => before[key] === held[key]) ? before : held;
}

const sameIds = (a: ReadonlySet<number>, b: ReadonlySet<number>) =>
  a.size === b.size && [...a].every((id) => b.has(id));
