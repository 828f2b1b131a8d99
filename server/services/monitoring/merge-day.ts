import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../../context';
import type { RewrittenDay, RewrittenFile } from '../../db/schema/prediction-log';
import { sqlText, sqlTexts, withDuckDB } from '../../duckdb';
import { createId } from '../../id';
import { type DayFiles, type MergeList, nameOfFile, nameOfMerge, readDay, readingMs } from './day-files';
import type { ErasedRows } from './erasures/erased-rows';
import { listSegments } from './log-files';
import { segmentFolder } from './log-format';

type MergeContext = Pick<Context, 'config' | 'storage' | 'now'>;

export interface MergeOrder {
  readonly model: string;
  readonly kind: 'predictions' | 'labels';
  readonly day: string;
  /** Everything in the day's folder. */
  readonly keys: readonly string[];
  /** What must not be in it. */
  readonly erased: ErasedRows;
  /** One file too is written anew. */
  readonly isForced?: boolean;
}

/**
 * Makes one file of a day's files. Killed at any moment, nothing has changed until the list of its members is there, and everything
 * once it is. Files whose segment still exists wait: while it does, it counts and they do not.
 * @returns what there was and is, or undefined when there is nothing to merge
 */
export async function mergeDay(
  context: MergeContext,
  { model, kind, day, keys, erased, isForced = false }: MergeOrder,
): Promise<RewrittenDay | undefined> {
  const segments = new Set(
    (await listSegments(segmentFolder(context.config.dataFolder))).map(({ name }) => name),
  );
  const begun = context.now().getTime();
  const known = await readDay(context, keys);
  const before = known.counting.filter((key) => !segments.has(nameOfFile(key)));
  if (before.length < (isForced ? 1 : 2)) return undefined;
  const folder = join(context.config.dataFolder, 'temporary', `merge-${createId()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const paths = await Promise.all(before.map((key) => context.storage.localKeyPath(key)));
    const file = join(folder, 'merged.parquet');
    const time = kind === 'labels' ? 'labelled_at' : 'predicted_at';
    const facts = await withDuckDB(
      { memory: '512MB', threads: 1, temporaryFolder: folder },
      async (connection) => {
        await connection.run(
          `COPY (SELECT * FROM ${kind === 'labels' ? `read_parquet(${sqlTexts(paths)})` : predictionFiles(paths)} WHERE ${erased[kind]} ORDER BY ${time}, prediction_id)
           TO ${sqlText(file)} (FORMAT parquet, COMPRESSION zstd)`,
        );
        const factsOf = async (key: string, path: string): Promise<RewrittenFile> => {
          const counted = await connection.runAndReadAll(
            `SELECT count(*)::DOUBLE FROM read_parquet(${sqlText(path)})`,
          );
          const { size } = await stat(path);
          return {
            key,
            rows: Number(counted.getRows()[0]?.[0] ?? 0),
            bytes: size,
            sha256: await hashOf(path),
          };
        };
        const name = nameOfMerge(begun, createId());
        const old: RewrittenFile[] = [];
        for (const [i, key] of before.entries()) old.push(await factsOf(key, paths[i] ?? ''));
        return { name, old, made: await factsOf(`${kind}/${model}/${day}/${name}.parquet`, file) };
      },
    );
    // A member of a merge that is merged again stays one: its segment's file may come back from a roller that was asleep.
    const members = [...new Set([...known.merged, ...before.map(nameOfFile)])].sort();
    await context.storage.putKey(facts.made.key, createReadStream(file));
    const at = context.now().getTime();
    // What took so long may have been taken for left behind.
    if (at - begun > readingMs / 2)
      throw new Error(`Merging ${day} of ${model} took longer than half an hour; it is tried again.`);
    const list: MergeList = { at, erasures: erased.count, members };
    await context.storage.putKey(
      `${kind}/${model}/${day}/${facts.name}.json`,
      Buffer.from(JSON.stringify(list)),
    );
    return { model, kind, day, before: facts.old, after: facts.made };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rows of several files; those that are older than keys of subjects have none. */
export const predictionFiles = (paths: readonly string[]): string =>
  `(SELECT NULL::VARCHAR AS subject_key WHERE false UNION ALL BY NAME SELECT * FROM read_parquet(${sqlTexts(paths)}, union_by_name = true))`;

/** Removes what no longer counts. Without `atOnce` only once nobody can be reading it. */
export async function removeSuperseded(
  { storage, now }: MergeContext,
  { superseded, mergedAt }: DayFiles,
  { atOnce = false } = {},
): Promise<number> {
  if (mergedAt === undefined || (!atOnce && now().getTime() - mergedAt < readingMs)) return 0;
  // Lists first: a list without its file would count, and have nothing.
  const inOrder = [...superseded].sort((a, b) => Number(b.endsWith('.json')) - Number(a.endsWith('.json')));
  for (const key of inOrder) await storage.removeKey(key);
  return inOrder.length;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
