export interface RunFile {
  readonly path: string;
  readonly bytes: number;
}

/** A folder in the order of names, files after folders. */
export interface Folder<File extends RunFile> {
  readonly name: string;
  /** Its own and all its folders' names, joined by "/"; empty for the root. */
  readonly path: string;
  readonly folders: readonly Folder<File>[];
  readonly files: readonly (File & { readonly name: string })[];
}

/** Files as a tree of folders, as their paths say. */
export function toFolder<File extends RunFile>(files: readonly File[], path = ''): Folder<File> {
  const prefix = path === '' ? '' : `${path}/`;
  const within = files.filter((file) => file.path.startsWith(prefix));
  const restOf = (file: File) => file.path.slice(prefix.length);
  const folders = new Set(within.map(restOf).flatMap((rest) => rest.match(/^[^/]+(?=\/)/) ?? []));
  const byName = (a: { name: string }, b: { name: string }) =>
    a.name.localeCompare(b.name, 'en', { numeric: true });
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    folders: [...folders].map((name) => toFolder(within, prefix + name)).sort(byName),
    files: within
      .filter((file) => !restOf(file).includes('/'))
      .map((file) => ({ ...file, name: restOf(file) }))
      .sort(byName),
  };
}
