import type { FoundSymbol } from '@/cells/writing';

/** What keys and menus ask of the editor of a cell. */
export interface EditorActs {
  /** The name at the cursor. */
  symbol(): FoundSymbol | undefined;
  /** Says what the word at the cursor is. */
  explain(): void;
  /** Puts the cursor on the next mistake in the text. */
  nextMistake(): void;
  /** Puts text at the cursor, or at a point of the window, and the cursor behind it. */
  insert(text: string, at?: { readonly x: number; readonly y: number }): void;
  /** Puts the cursor at a point of the window. */
  pointAt(at: { readonly x: number; readonly y: number }): void;
}

/** The editors that are there now, by cell. */
export interface Editors {
  get(cellId: number): EditorActs | undefined;
  /** Ends with what it gives. */
  register(cellId: number, acts: EditorActs): () => void;
}

export function createEditors(): Editors {
  const editors = new Map<number, EditorActs>();
  return {
    get: (cellId) => editors.get(cellId),
    register(cellId, acts) {
      editors.set(cellId, acts);
      return () => {
        if (editors.get(cellId) === acts) editors.delete(cellId);
      };
    },
  };
}
