import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import type { Context } from '../../../context';
import { logErasures } from '../../../db/schema';
import { sqlTexts, withDuckDB } from '../../../duckdb';
import { createId } from '../../../id';
import { listDays, listLoggedModels, readDay } from '../day-files';
import { listSegments } from '../log-files';
import { segmentFolder } from '../log-format';
import { mergeDay, predictionFiles, removeSuperseded } from '../merge-day';
import { removeWindows } from '../prediction-windows';
import { rollSegments } from '../roll-segments';
import { removeSketches } from '../sketches';
import { type ErasedRows, keptSql, readErased, withoutLabels } from './erased-rows';
import { recordErased } from './record-erased';

/**
 * Takes an erased subject out of every file: segments become Parquet, and each day in which it stands is written anew without it; what the
 * day was is removed at once. Labels go first, while the predictions still tell which they are. A segment that another process still
 * writes stays until it closes, some minutes at most.
 * @returns whether all is gone; if not, it is to be called again in a while
 */
export async function eraseFromLog(context: Context, erasureId: string): Promise<{ isDone: boolean }> {
  const erasure = await context.db.query.logErasures.findFirst({ where: eq(logErasures.id, erasureId) });
  if (!erasure || erasure.state === 'done') return { isDone: true };
  await rollSegments(context);
  // Looked for before the files are: what is rolled from here on has come later, or is left for the next turn.
  let isLeft = (await listSegments(segmentFolder(context.config.dataFolder))).some(
    ({ startedAt }) => startedAt <= erasure.createdAt.getTime(),
  );
  const models = erasure.model === null ? await listLoggedModels(context) : [erasure.model];
  const gone = `NOT ${keptSql(context.config, [erasure])}`;
  for (const model of models) {
    const erased = await readErased(context, model, erasure);
    let ids = await findIds(context, model, gone);
    // Looked for again, as another writer may have put a file back; one whose segment is being rolled waits for the next turn.
    for (let turn = 0; ids.length > 0 && turn < 3; turn++) {
      const labelled = `prediction_id IN (SELECT unnest(${sqlTexts(ids)}))`;
      const labels = { model, kind: 'labels' as const, where: labelled, erased: withoutLabels(erased, ids) };
      await rewriteDays(context, erasureId, labels);
      await rewriteDays(context, erasureId, { model, kind: 'predictions', where: gone, erased });
      ids = await findIds(context, model, gone);
    }
    await removeSketches(context, model);
    isLeft ||= ids.length > 0;
  }
  // Notebooks that read one ask for another.
  await removeWindows(context, 0);
  if (!isLeft) await recordErased(context, { id: erasureId });
  return { isDone: !isLeft };
}

interface Rewriting {
  readonly model: string;
  readonly kind: 'predictions' | 'labels';
  readonly where: string;
  readonly erased: ErasedRows;
}

/**
 * Files that count no more hold the subject as well: a day in any file of which it stands is written anew, and they go once that
 * is on record.
 */
async function rewriteDays(
  context: Context,
  erasureId: string,
  { model, kind, where, erased }: Rewriting,
): Promise<void> {
  for (const [day, keys] of await listDays(context, kind, model)) {
    const found = await select(context, { kind, keys, sql: 'count(*)::DOUBLE', where });
    if (Number(found[0]?.[0] ?? 0) === 0) continue;
    const rewritten = await mergeDay(context, { model, kind, day, keys, erased, isForced: true });
    if (rewritten) await recordErased(context, { id: erasureId, day: rewritten });
    const now = (await listDays(context, kind, model)).get(day) ?? [];
    await removeSuperseded(context, await readDay(context, now), { atOnce: true });
  }
}

async function findIds(context: Context, model: string, where: string): Promise<string[]> {
  const keys = [...(await listDays(context, 'predictions', model)).values()].flat();
  const rows = await select(context, { kind: 'predictions', keys, sql: 'DISTINCT prediction_id', where });
  return rows.map(([id]) => String(id));
}

async function select(
  { config, storage }: Context,
  {
    kind,
    keys,
    sql,
    where,
  }: { kind: Rewriting['kind']; keys: readonly string[]; sql: string; where: string },
): Promise<readonly (readonly unknown[])[]> {
  const files = keys.filter((key) => key.endsWith('.parquet'));
  if (files.length === 0) return [];
  const paths = await Promise.all(files.map((key) => storage.localKeyPath(key)));
  const folder = join(config.dataFolder, 'temporary', `erase-${createId()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    return await withDuckDB({ memory: '256MB', threads: 1, temporaryFolder: folder }, async (connection) => {
      const from = kind === 'labels' ? `read_parquet(${sqlTexts(paths)})` : predictionFiles(paths);
      return (await connection.runAndReadAll(`SELECT ${sql} FROM ${from} WHERE ${where}`)).getRows();
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
