import { readEnclosed } from './enclosed-notebooks';
import { filesAttribute, readFileLock } from './file-lock';
import { parseNotebook } from './parse';

/** The files that a slice lists, and those of the notebooks that it encloses: a name for each hash. */
export function filesOfSlice(slice: string): ReadonlyMap<string, string> {
  // Most have none, and what was made elsewhere is no notebook.
  if (!slice.includes(filesAttribute)) return new Map();
  const whole = parseNotebook(slice);
  const notebooks = [whole, ...readEnclosed(whole).map(({ html }) => parseNotebook(html))];
  return new Map(
    notebooks.flatMap((notebook) =>
      [...readFileLock(notebook)].map(([name, { hash }]) => [hash, name] as const),
    ),
  );
}
