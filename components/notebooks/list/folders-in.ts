/** A folder with all that is in it, in folders below too. */
export interface Folder {
  readonly path: string;
  readonly name: string;
  readonly notebooks: number;
}

/** The folders right below `parent` (`''` is the outermost), by name. Those between are there by what they hold. */
export function foldersIn(
  all: readonly { readonly folder: string; readonly notebooks: number }[],
  parent: string,
): Folder[] {
  const within = parent === '' ? '' : `${parent}/`;
  const counts = new Map<string, number>();
  for (const { folder, notebooks } of all) {
    if (!folder.startsWith(within) || folder === parent) continue;
    const name = folder.slice(within.length).split('/')[0] ?? '';
    counts.set(name, (counts.get(name) ?? 0) + notebooks);
  }
  return [...counts]
    .map(([name, notebooks]) => ({ path: within + name, name, notebooks }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Every folder there is, those that hold only folders too, by path. */
export function allFolders(all: readonly { readonly folder: string }[]): string[] {
  const paths = new Set<string>();
  for (const { folder } of all) {
    const names = folder.split('/');
    for (let depth = 1; depth <= names.length; depth++) paths.add(names.slice(0, depth).join('/'));
  }
  return [...paths].sort((a, b) => a.localeCompare(b));
}

/** The folders on the way to `path`, from the outermost. */
export const pathTo = (path: string): { name: string; path: string }[] =>
  path === ''
    ? []
    : path.split('/').map((name, place, names) => ({ name, path: names.slice(0, place + 1).join('/') }));
