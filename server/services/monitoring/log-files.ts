import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../context';
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
  /** Days to look at, `yyyy-mm-dd`, both inclusive. Labels come whenever they come: all of them are read. */
  readonly fromDay?: string;
  readonly toDay?: string;
}

type LogContext = Pick<Context, 'config' | 'storage'>;

/**
 * Hands the files of a model's log to `read`, each row in exactly one of them. Segments are held by links of their own, so that
 * the roller may take them away meanwhile.
 */
export async function withLogFiles<T>(
  context: LogContext,
  window: LogWindow,
  read: (files: LogFiles) => Promise<T>,
): Promise<T> {
  const folder = join(context.config.dataFolder, 'temporary', `log-${randomUUID()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    return await read({ ...(await takeFiles(context, window, folder)), folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function takeFiles(
  context: LogContext,
  { model, fromDay = '', toDay = '9999' }: LogWindow,
  folder: string,
) {
  // Segments first, then Parquet: what was rolled in between appears there under its segment's name and is left out.
  const segments = await linkSegments(segmentFolder(context.config.dataFolder), folder);
  const parquet = async (kind: 'predictions' | 'labels', isWanted: (day: string) => boolean) => {
    const keys = (await context.storage.listKeys(`${kind}/${model}/`)).map(({ key }) => key);
    const wanted = keys.filter((key) => {
      const [, , day = '', file = ''] = key.split('/');
      return isWanted(day) && !segments.has(file.replace(/\.parquet$/, ''));
    });
    return Promise.all(wanted.map((key) => context.storage.localKeyPath(key)));
  };
  return {
    segments: [...segments.values()],
    predictions: await parquet('predictions', (day) => day >= fromDay && day <= toDay),
    labels: await parquet('labels', () => true),
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
