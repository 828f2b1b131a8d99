import { z } from 'zod';
import type { Context } from '../../../context';
import { AppError } from '../../../errors';
import type { Duckdb } from '../open-duckdb';
import { openWithSpill } from '../open-with-spill';
import { requireVersion } from '../read-dataset';
import { createTurns } from '../turns';

/** Longest that one comparison may compute. */
export const longestComparison = 120_000;

const versionOf = z.object({ id: z.string(), version: z.number().int().positive() });

/** Two versions, of one data set or of two. */
export const twoVersions = z.object({ from: versionOf, to: versionOf });

export interface OpenVersions {
  readonly db: Duckdb;
  /** Names of the tables. */
  readonly before: string;
  readonly after: string;
}

export const requireVersions = async (
  context: Context,
  { from, to }: z.output<typeof twoVersions>,
): Promise<{ before: StoredVersion; after: StoredVersion }> => ({
  before: await requireVersion(context, from.id, from.version),
  after: await requireVersion(context, to.id, to.version),
});

export type StoredVersion = Awaited<ReturnType<typeof requireVersion>>;

/** One comparison at a time: each takes two threads and up to 1 GB, then it spills to disk. */
const takeTurn = createTurns();

/**
 * Opens the tables of two versions in one engine. What takes longer than `milliseconds` is stopped, with an AppError that says
 * so; waiting for the comparison before does not count. What nobody waits for any more is stopped, too, or never begun.
 */
export function openVersions<T>(
  context: Context,
  versions: { before: StoredVersion; after: StoredVersion },
  work: (open: OpenVersions) => Promise<T>,
  milliseconds = longestComparison,
): Promise<T> {
  return takeTurn(context.storage, async () => {
    if (context.signal?.aborted) throw unwanted();
    const before = await context.storage.localPath(versions.before.databaseHash);
    const after = await context.storage.localPath(versions.after.databaseHash);
    const isOne = before === after; // one file is attached once
    const timeout = AbortSignal.timeout(milliseconds);
    const signal = context.signal ? AbortSignal.any([timeout, context.signal]) : timeout;
    try {
      const databases: Record<string, string> = isOne ? { before } : { before, after };
      return await openWithSpill(context, { databases, signal }, (db) =>
        work({ db, before: 'before.data', after: isOne ? 'before.data' : 'after.data' }),
      );
    } catch (error) {
      if (context.signal?.aborted) throw unwanted(error);
      throw explain(error, { signal: timeout, milliseconds });
    }
  });
}

const unwanted = (cause?: unknown) =>
  new AppError('unavailable', 'The comparison was stopped: its page was closed.', { cause });

function explain(
  error: unknown,
  { signal, milliseconds }: { signal: AbortSignal; milliseconds: number },
): unknown {
  if (error instanceof AppError) return error;
  if (signal.aborted)
    return new AppError(
      'unprocessable',
      `The comparison was stopped: it took longer than ${Math.ceil(milliseconds / 1000)} s. Compare smaller versions, or query both in a notebook.`,
      { cause: error },
    );
  const message = error instanceof Error ? error.message : String(error);
  if (/out of memory/i.test(message))
    return new AppError(
      'too_large',
      'The comparison needs more memory than this server allows for one. Choose a key of fewer columns, or query both versions in a notebook.',
      { cause: error },
    );
  if (/no space left|ENOSPC|max_temp_directory_size/i.test(message))
    return new AppError('storage_full', 'The disk is full: the comparison has no room to work in.', {
      cause: error,
    });
  return error;
}
