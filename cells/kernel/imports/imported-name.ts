/**
 * Cells of other notebooks stand in the one graph under names of their own: `chart in 3` is the `chart` of what was imported third.
 * No name that an author writes has a space in it.
 */
export const inScope = (name: string, scope: number): string => `${name} in ${scope}`;

/** A name as its author writes it, and whose it is; of this notebook without `scope`. */
export function splitName(name: string): { readonly base: string; readonly scope?: number } {
  const at = name.lastIndexOf(' in ');
  return at < 0 ? { base: name } : { base: name.slice(0, at), scope: Number(name.slice(at + 4)) };
}

export const baseName = (name: string): string => splitName(name).base;

/** Cells that are imported are numbered from here: no notebook has so many of its own. */
export const firstImported = 2 ** 40;

export const isImportedCell = (cellId: number): boolean => cellId >= firstImported;
