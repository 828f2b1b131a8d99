import type { CommentMarks } from '@/components/notebook/services';

/** How many talks are open at each cell, as the page tells; what is said in them this frame never has. */
export function createCommentMarks(ask: (cellId: number) => void): CommentMarks & {
  set(counts: readonly (readonly [cellId: number, count: number])[]): void;
} {
  let counts: ReadonlyMap<number, number> = new Map();
  const listeners = new Set<() => void>();
  return {
    set(next) {
      counts = new Map(next);
      for (const listener of [...listeners]) listener();
    },
    count: (cellId) => counts.get(cellId) ?? 0,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ask,
  };
}
