import type { FactChange } from '@/cells/document/compare';
import { readEntries } from '@/cells/document/entries';
import { filesAttribute } from '@/cells/document/file-lock';
import { changedEntries } from '@/cells/document/list-attributes';
import { notebookLockAttribute } from '@/cells/document/notebook-lock';
import { lockAttribute } from '@/cells/document/package-lock';
import { formatBytes } from '@/components/ui/format';

/** How an entry of a list is called, and what is said of it. */
const lists: Readonly<Record<string, { word: string; say(words: readonly string[]): string }>> = {
  [filesAttribute]: {
    word: 'File',
    say: ([hash = '', bytes = '']) => `${formatBytes(Number(bytes))}, ${hash.slice(0, 8)}`,
  },
  [lockAttribute]: { word: 'Package', say: ([version = '']) => version },
  [notebookLockAttribute]: { word: 'Notebook', say: ([, revision = '']) => `revision ${revision}` },
};

/** The facts in words; of a list, each entry that differs. */
export function sayFacts(facts: readonly FactChange[]): FactChange[] {
  return facts.flatMap((fact) => {
    const list = lists[fact.name];
    if (!list) return [fact.name === 'title' ? { ...fact, name: 'Title' } : fact];
    const [before, after] = [readEntries(fact.before), readEntries(fact.after)];
    const say = (words: readonly string[] | undefined) => words && list.say(words);
    return [...changedEntries(fact.before, fact.after).keys()].toSorted().map((key) => ({
      name: `${list.word} ${key}`,
      before: say(before.get(key)),
      after: say(after.get(key)),
    }));
  });
}
