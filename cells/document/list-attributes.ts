import { readEntries, writeEntries } from './entries';
import { filesAttribute } from './file-lock';
import { notebookLockAttribute } from './notebook-lock';
import { lockAttribute } from './package-lock';

/** Attributes of the notebook that are lists: two people who each add to one both keep theirs. */
export const listAttributes = [filesAttribute, lockAttribute, notebookLockAttribute] as const;

/** The entries that differ, as texts; the empty one where there is none any more. */
export function changedEntries(before: string | undefined, after: string | undefined): Map<string, string> {
  const [was, is] = [readEntries(before), readEntries(after)];
  const changed = new Map<string, string>();
  for (const [key, words] of is) {
    const text = words.join(' ');
    if (was.get(key)?.join(' ') !== text) changed.set(key, text);
  }
  for (const key of was.keys()) if (!is.has(key)) changed.set(key, '');
  return changed;
}

/** The list with entries set to other texts; the very text where nothing differs by that. */
export function withEntries(
  text: string | undefined,
  changes: ReadonlyMap<string, string>,
): string | undefined {
  const entries = new Map<string, readonly string[]>(readEntries(text));
  let differs = false;
  for (const [key, wanted] of changes) {
    if ((entries.get(key)?.join(' ') ?? '') === wanted) continue;
    differs = true;
    if (wanted === '') entries.delete(key);
    else entries.set(key, wanted.split(' '));
  }
  return differs ? writeEntries(entries) : text;
}

/** What was changed of `base` on both sides; where both changed one entry, `theirs` stays. */
export function mergeLists(
  base: string | undefined,
  mine: string | undefined,
  theirs: string | undefined,
): string | undefined {
  const changed = changedEntries(base, theirs);
  const ours = [...changedEntries(base, mine)].filter(([key]) => !changed.has(key));
  return withEntries(theirs, new Map(ours));
}
