import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { listDays, nameOfFile, readDay } from './day-files';
import { parseSegment, type Segment, segmentFolder } from './log-format';

export interface LogFiles {
  /** Segments that are not Parquet yet; lines of every model and kind. */
  readonly segments: readonly string[];
  readonly predictions: readonly string[];
  readonly labels: readonly string[];
  /** A private folder, gone when the reading ends. */
  readonly folder: string;
}

export interface LogWindow {
  readonly model: string;
  /** Days to look at, `yyyy-mm-dd`, both inclusive. Labels come whenever they come: all of them are read, unless `labelsFromDay` says otherwise. */
  readonly fromDay?: string;
  readonly toDay?: string;
  /** The first day on which labels came that are wanted. */
  readonly labelsFromDay?: string;
  /** Without labels, which are those of all days. */
  readonly isUnlabelled?: boolean;
  /** Days of predictions that are read otherwise; told everything in the day's folder, and the segments that count. */
  isReadElsewhere?(day: string, keys: readonly string[], segments: ReadonlySet<string>): boolean;
}

type LogContext = Pick<Context, 'config' | 'storage' | 'now'>;

/**
 * Hands the files of a model's log to `read`, each row in exactly one of them. Segments are held by links of their own, so that
 * the roller may take them away meanwhile; where files were removed while they were read, it is called again with those there are.
 */
export async function withLogFiles<T>(
  context: LogContext,
  window: LogWindow,
  read: (files: LogFiles) => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const folder = join(context.config.dataFolder, 'temporary', `log-${randomUUID()}`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      return await read({ ...(await takeFiles(context, window, folder)), folder });
    } catch (error) {
      if (attempt >= 3 || !isGone(error)) throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** A file of the log that was listed and is no more: merged long ago, erased from, or older than what is kept. */
const isGone = (error: unknown): boolean =>
  error instanceof MergedMeanwhile ||
  (error instanceof AppError && error.code === 'not_found') ||
  (error instanceof Error && /No files found|No such file|ENOENT/.test(error.message));

class MergedMeanwhile extends Error {}

async function takeFiles(
  context: LogContext,
  { model, fromDay = '', toDay = '9999', labelsFromDay = '', isUnlabelled, isReadElsewhere }: LogWindow,
  folder: string,
) {
  // Segments first, then Parquet: what was rolled in between appears there under its segment's name and is left out.
  const segments = await linkSegments(segmentFolder(context.config.dataFolder), folder);
  const names = new Set(segments.keys());
  const parquet = async (
    kind: 'predictions' | 'labels',
    isWanted: (day: string, keys: readonly string[]) => boolean,
  ) => {
    const paths: string[] = [];
    for (const [day, keys] of await listDays(context, kind, model)) {
      if (!isWanted(day, keys)) continue;
      const { counting, merged } = await readDay(context, keys);
      // Rolled and merged since it was linked: without it the rows are whole.
      if ([...segments.keys()].some((name) => merged.has(name))) throw new MergedMeanwhile();
      const wanted = counting.filter((key) => !segments.has(nameOfFile(key)));
      paths.push(...(await Promise.all(wanted.map((key) => context.storage.localKeyPath(key)))));
    }
    return paths;
  };
  return {
    segments: [...segments.values()],
    predictions: await parquet(
      'predictions',
      (day, keys) => day >= fromDay && day <= toDay && !isReadElsewhere?.(day, keys, names),
    ),
    labels: isUnlabelled ? [] : await parquet('labels', (day) => day >= labelsFromDay),
  };
}

/** Name → path of a hard link. A segment that was renamed or rolled between listing and linking makes it look again. */
async function linkSegments(from: string, folder: string): Promise<Map<string, string>> {
  for (let attempt = 0; ; attempt++) {
    const links = new Map<string, string>();
    try {
      for (const { name, fileName } of await listSegments(from)) {
        const path = join(folder, `${attempt}-${name}.jsonl`);
        await link(join(from, fileName), path);
        links.set(name, path);
      }
      return links;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT') || attempt >= 20)
        throw error;
    }
  }
}

export async function listSegments(folder: string): Promise<Segment[]> {
  try {
    return (await readdir(folder)).flatMap((fileName) => parseSegment(fileName) ?? []);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
