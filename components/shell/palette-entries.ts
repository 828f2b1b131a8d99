import { useEffect, useSyncExternalStore } from 'react';

/** What a page adds to the palette while it stands there. */
export interface PaletteGroup {
  readonly heading: string;
  readonly entries: readonly PaletteEntry[];
}

export interface PaletteEntry {
  readonly label: string;
  /** The key that does the same, as it is printed. */
  readonly shortcut?: string;
  onSelect(): void;
}

const none: readonly PaletteGroup[] = [];
let groups = none;
const listeners = new Set<() => void>();

function become(next: readonly PaletteGroup[]): void {
  groups = next;
  for (const tell of [...listeners]) tell();
}

/** Adds groups to the palette as long as the component stands. The same array is added once. */
export function usePaletteGroups(added: readonly PaletteGroup[]): void {
  useEffect(() => {
    become([...groups, ...added]);
    return () => become(groups.filter((group) => !added.includes(group)));
  }, [added]);
}

export const useAddedGroups = (): readonly PaletteGroup[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => groups,
    () => none,
  );
