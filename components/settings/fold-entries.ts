import type { ApiOutput } from '@/components/api';

export type Entry = ApiOutput['settings']['audit'][number];
export interface Folded {
  /** The newest of them. */
  readonly entry: Entry;
  readonly count: number;
}

/** Entries newest first, those next to each other that tell the same act of the same person made one, when they tell it of the same thing or of files, which have no names. */
export function foldEntries(entries: readonly Entry[]): readonly Folded[] {
  const folded: Folded[] = [];
  for (const entry of entries) {
    const last = folded.at(-1);
    if (last && sameAct(last.entry, entry)) folded[folded.length - 1] = { ...last, count: last.count + 1 };
    else folded.push({ entry, count: 1 });
  }
  return folded;
}

const isFile = ({ subject }: Entry) => subject.startsWith('blob:');
const sameAct = (a: Entry, b: Entry) =>
  a.action === b.action && a.actor === b.actor && (a.subject === b.subject || (isFile(a) && isFile(b)));
