import type { Context } from '../../../context';
import type { Duckdb } from '../open-duckdb';
import { openWithSpill } from '../open-with-spill';
import { createTurns } from '../turns';

/** One check at a time: each takes two threads and up to 1 GB, then it spills to disk. */
const takeTurn = createTurns();

/** Opens the tables of stored versions, `<name>.data` each, in an engine of their own. Each file is attached once. */
export function openForCheck<T>(
  context: Pick<Context, 'storage' | 'config'>,
  databases: Readonly<Record<string, string>>,
  work: (db: Duckdb) => Promise<T>,
): Promise<T> {
  return takeTurn(context.storage, async () => {
    const paths: Record<string, string> = {};
    for (const [name, hash] of Object.entries(databases)) paths[name] = await context.storage.localPath(hash);
    return openWithSpill(context, { databases: paths }, work);
  });
}
