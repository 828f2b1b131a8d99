/** A file with the path that it comes from: `data/towns.csv`. */
export interface FileAtPath {
  readonly path: string;
  readonly file: File;
}

/**
 * Files that come from folders and are to lie side by side: of those with one name the one that lies highest, the first of these, comes along.
 * The notes say which do not.
 */
export function laySideBySide(found: readonly FileAtPath[]): { files: File[]; notes: string[] } {
  const taken = new Map<string, FileAtPath>();
  const notes: string[] = [];
  for (const each of found.toSorted((a, b) => depthOf(a) - depthOf(b))) {
    const name = each.file.name.normalize();
    const before = taken.get(name);
    if (!before) taken.set(name, each);
    else
      notes.push(
        `${each.path} did not come along: files lie side by side here, and ${before.path} has the name ${name}. Rename one of them, and add it in the notebook's Files panel.`,
      );
  }
  return { files: [...taken.values()].map(({ file }) => file), notes };
}

const depthOf = ({ path }: FileAtPath): number => path.split('/').length;
