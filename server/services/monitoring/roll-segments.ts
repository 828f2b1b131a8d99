import { createReadStream } from 'node:fs';
import { access, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { System } from '../../context';
import { sqlText, withDuckDB } from '../../duckdb';
import { readErased } from './erasures/erased-rows';
import { selectFromLines } from './log-columns';
import { listSegments } from './log-files';
import { readSegments, type Segment, segmentFolder } from './log-format';
import { labelColumns } from './read-log';
import { readLogColumns } from './read-log-columns';

/** Segments of other processes that share the folder are theirs until they must be dead: they roll theirs every five minutes. */
const deadAfterMs = 15 * 60_000;

/**
 * Turns closed segments, and open ones whose process is gone, into Parquet. Killed half-way it is simply done again: the
 * files of a segment have fixed names and are whole or absent, and the segment goes last.
 */
export function rollSegments(system: System): Promise<number> {
  const before = rolling.get(system) ?? Promise.resolve();
  const mine = before.then(() => rollAll(system));
  rolling.set(
    system,
    mine.catch(() => {}),
  );
  return mine;
}

/** One at a time: two would write the same files. */
const rolling = new WeakMap<System, Promise<unknown>>();

async function rollAll(system: System): Promise<number> {
  const folder = segmentFolder(system.config.dataFolder);
  let rolled = 0;
  for (const segment of await listSegments(folder)) {
    const path = join(folder, segment.fileName);
    if (segment.open && !(await isAbandoned(system, segment, path))) continue;
    await rollSegment(system, segment, path);
    rolled++;
  }
  return rolled;
}

async function isAbandoned({ config }: System, segment: Segment, path: string): Promise<boolean> {
  if (segment.startedAt >= performance.timeOrigin) return false;
  // The embedded database belongs to one process, so whatever is older than this one is dead.
  if (!config.databaseUrl) return true;
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > deadAfterMs;
}

async function rollSegment(system: System, segment: Segment, path: string): Promise<void> {
  const work = join(system.config.dataFolder, 'temporary', `roll-${segment.name}-${process.pid}`);
  await mkdir(work, { recursive: true, mode: 0o700 });
  try {
    await withDuckDB({ memory: '512MB', threads: 1, temporaryFolder: work }, async (connection) => {
      await connection.run(`CREATE TABLE lines AS SELECT * FROM ${readSegments(sqlText(path))}`);
      const parts = await readParts(connection);
      for (const part of parts) await writePart(system, connection, segment, part, work);
    });
    await rm(path, { force: true });
  } catch (error) {
    // Another roller of this folder was faster.
    if (error instanceof Error && /No files found|ENOENT.*prediction-segments/.test(error.message)) return;
    throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

interface Part {
  readonly kind: 'prediction' | 'label';
  readonly model: string;
  readonly day: string;
}

async function readParts(connection: DuckDBConnection): Promise<Part[]> {
  const found = await connection.runAndReadAll(
    `SELECT DISTINCT kind, model, strftime(make_timestamp("at"), '%Y-%m-%d') AS day FROM lines WHERE kind IN ('prediction', 'label') AND model IS NOT NULL AND "at" IS NOT NULL`,
  );
  // The columns are selected just above, and the kinds by the condition.
  return found.getRowObjectsJson() as unknown as Part[];
}

async function writePart(
  system: System,
  connection: DuckDBConnection,
  segment: Segment,
  part: Part,
  work: string,
): Promise<void> {
  const { kind, model, day } = part;
  const file = join(work, 'part.parquet');
  const columns = kind === 'label' ? labelColumns : selectFromLines(await readLogColumns(system, model));
  const kept = kind === 'label' ? 'true' : (await readErased(system, model)).predictions;
  const time = kind === 'label' ? 'labelled_at' : 'predicted_at';
  await connection.run(
    `COPY (SELECT * FROM (SELECT ${columns} FROM lines WHERE kind = ${sqlText(kind)} AND model = ${sqlText(model)} AND strftime(make_timestamp("at"), '%Y-%m-%d') = ${sqlText(day)}) WHERE ${kept} ORDER BY ${time}) TO ${sqlText(file)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  // Another roller was faster, and what it wrote may have been merged, or erased from, since.
  await access(join(segmentFolder(system.config.dataFolder), segment.fileName));
  await system.storage.putKey(`${kind}s/${model}/${day}/${segment.name}.parquet`, createReadStream(file));
}
