import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Context } from '../../context';

/**
 * Files of one day of a log. Segments roll to `<segment>.parquet`; many become one, `merged-<id>.parquet`, with a list of what is in
 * it beside it, `merged-<id>.json`, which is written last: while the list is absent nothing of the merge counts, and once it is there
 * the files that it names do not. A merge takes in all that counts at the time, so lists contain one another; of two that do not (two
 * mergers at once), the one that knows of more erasures counts, then the longer, and whatever it lacks counts beside it. Files that do
 * not count any more are removed an hour later, so that who listed before reads on.
 */
export interface DayFiles {
  /** Keys of Parquet files that hold each row once. */
  readonly counting: readonly string[];
  /** Everything else in the folder. */
  readonly superseded: readonly string[];
  /** Names of segments whose rows are in a merged file that counts. */
  readonly merged: ReadonlySet<string>;
  /** When the merge that counts was made, ms since 1970. */
  readonly mergedAt: number | undefined;
}

/** `<ms since 1970>-<id>`: one without a list is being made, or was left by a killed process when it is old. */
export const nameOfMerge = (at: number, id: string): string => `merged-${at}-${id}`;
export const timeOfMerge = (name: string): number => Number(name.split('-')[1]);

export const mergeList = z.object({
  at: z.number(),
  /** Erasures that were asked for when it was begun: their rows are not in it. */
  erasures: z.number(),
  /** Names of files, without `.parquet`: segments and earlier merges. */
  members: z.array(z.string()),
});
export type MergeList = z.infer<typeof mergeList>;

/** Long enough for whoever listed a day's files before they were merged to have read them, and for a merge. */
export const readingMs = 60 * 60_000;

export const nameOfFile = (key: string): string => key.slice(key.lastIndexOf('/') + 1).replace(/\.\w+$/, '');

/** @param keys everything in the folder of one day */
export async function readDay(
  { storage, now }: Pick<Context, 'storage' | 'now'>,
  keys: readonly string[],
): Promise<DayFiles> {
  const lists = await Promise.all(
    keys
      .filter((key) => key.endsWith('.json'))
      .map(async (key) => {
        const list = mergeList.parse(JSON.parse(await readFile(await storage.localKeyPath(key), 'utf8')));
        return { key, name: nameOfFile(key), ...list };
      }),
  );
  const [chosen] = lists.sort(
    (a, b) => b.erasures - a.erasures || b.members.length - a.members.length || (a.name < b.name ? -1 : 1),
  );
  const listed = new Set(lists.map(({ name }) => name));
  const members = new Set(chosen?.members);
  const isCounting = (key: string): boolean => {
    if (!key.endsWith('.parquet')) return false;
    const name = nameOfFile(key);
    return name === chosen?.name || (!name.startsWith('merged-') && !members.has(name));
  };
  const isBeingMade = (key: string): boolean => {
    const name = nameOfFile(key);
    return name.startsWith('merged-') && !listed.has(name) && timeOfMerge(name) > now().getTime() - readingMs;
  };
  return {
    counting: keys.filter(isCounting),
    superseded: keys.filter((key) => !isCounting(key) && key !== chosen?.key && !isBeingMade(key)),
    merged: members,
    mergedAt: chosen?.at,
  };
}

/** Keys by day, of all days of a model's predictions or labels. */
export async function listDays(
  { storage }: Pick<Context, 'storage'>,
  kind: 'predictions' | 'labels',
  model: string,
): Promise<Map<string, string[]>> {
  const days = new Map<string, string[]>();
  for (const { key } of await storage.listKeys(`${kind}/${model}/`)) {
    const day = key.split('/')[2] ?? '';
    days.set(day, [...(days.get(day) ?? []), key]);
  }
  return days;
}

/** Models that have a log in storage. */
export async function listLoggedModels({ storage }: Pick<Context, 'storage'>): Promise<string[]> {
  const keys = [...(await storage.listKeys('predictions/')), ...(await storage.listKeys('labels/'))];
  return [...new Set(keys.flatMap(({ key }) => key.split('/')[1] ?? []))];
}
