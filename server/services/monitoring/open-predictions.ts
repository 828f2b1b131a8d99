import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { query } from '../../command';
import type { Context } from '../../context';
import { sqlName, sqlText, withDuckDB } from '../../duckdb';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { readModelPersonal, requireGrantedModel } from '../registry';
import { type LogColumns, ownColumns } from './log-columns';
import { withLogFiles } from './log-files';
import { findWindow, keyOfWindow, nameContents, removeWindows } from './prediction-windows';
import { isNoShadow, labelsSql, predictionsSql } from './read-log';
import { readLogColumns } from './read-log-columns';

/**
 * The logged predictions of a model in [from, to), with the labels that came until now, as a DuckDB file with one table
 * `data`, under a storage key that lives for two hours, and which of its columns are personal. For notebooks that were granted the model.
 */
export const openGrantedPredictions = query({
  action: 'model.read',
  input: z.object({
    notebookId: z.string(),
    model: z.string().max(200),
    from: z.iso.datetime().optional(),
    to: z.iso.datetime().optional(),
    /** Only what was answered or labelled from then on. */
    since: z.iso.datetime().optional(),
    version: z.number().int().positive().optional(),
    deployment: z.string().max(200).optional(),
    /** Those of the log that are wanted; all, when none are named. */
    columns: z.array(z.string().max(1000)).max(2000).optional(),
  }),
  async run(context, { notebookId, model, from, to, since, ...wanted }) {
    const { id } = await requireGrantedModel(context, notebookId, model);
    const opened = await openPredictions(context, {
      ...wanted,
      model,
      from: from ? new Date(from) : undefined,
      to: to ? new Date(to) : undefined,
      since: since ? new Date(since) : undefined,
    });
    return { ...opened, personal: Object.fromEntries(await readModelPersonal(context, id)) };
  },
});

interface Wanted {
  readonly model: string;
  readonly from?: Date;
  readonly to?: Date;
  readonly since?: Date;
  readonly version?: number;
  readonly deployment?: string;
  readonly columns?: readonly string[];
}

interface Opened {
  readonly key: string;
  readonly rows: number;
  /** How many requests a row stands for at most. */
  readonly standsFor: number;
}

/** Memory stays bounded: DuckDB streams from file to file and spills what is larger. */
async function openPredictions(context: Context, wanted: Wanted): Promise<Opened> {
  const { model, from, to, since, version, deployment, columns: named } = wanted;
  await removeWindows(context);
  const columns = await readLogColumns(context, model);
  const window = { model, fromDay: from && dayOf(from), toDay: to && dayOf(to) };
  return withLogFiles(context, window, async (files) => {
    const database = join(files.folder, 'window.duckdb');
    const where = [
      isNoShadow,
      from ? `predicted_at >= ${timestamp(from)}` : 'true',
      to ? `predicted_at < ${timestamp(to)}` : 'true',
      version === undefined ? 'true' : `model_version = ${version}`,
      deployment === undefined ? 'true' : `deployment = ${sqlText(deployment)}`,
    ].join(' AND ');
    const { rows, standsFor, hash } = await withDuckDB(
      { memory: '512MB', temporaryFolder: files.folder },
      async (connection) => {
        await connection.run(`ATTACH ${sqlText(database)} AS answer (STORAGE_VERSION 'v1.4.0')`);
        await connection.run(
          `CREATE TABLE answer.data AS SELECT ${selectNamed(named, columns)} FROM (SELECT p.*, TRY_CAST(l.label AS ${columns.answer}) AS label, l.labelled_at
         FROM (${predictionsSql(files, model, columns, where)}) p LEFT JOIN (${labelsSql(files, model)}) l USING (prediction_id)
         ${since ? `WHERE predicted_at >= ${timestamp(since)} OR labelled_at >= ${timestamp(since)}` : ''}
         ORDER BY predicted_at)`,
        );
        const hasWeights = !named || named.length === 0 || named.includes('stands_for');
        const weighed = hasWeights ? 'answer.data' : `(${predictionsSql(files, model, columns, where)})`;
        const counted = await connection.runAndReadAll(
          `SELECT count(*)::DOUBLE, coalesce((SELECT max(stands_for) FROM ${weighed}), 1)::DOUBLE, ${since ? 'coalesce(bit_xor(hash(d)), 0)::VARCHAR' : 'NULL'} FROM answer.data d`,
        );
        await connection.run('DETACH answer');
        const [row] = counted.getRows();
        return { rows: Number(row?.[0] ?? 0), standsFor: Number(row?.[1] ?? 1), hash: row?.[2] };
      },
    );
    const contents = nameContents(since ? [model, deployment, version, rows, hash] : createId());
    const known = since && (await findWindow(context, contents));
    if (known) return { key: known, rows, standsFor };
    const key = keyOfWindow(contents);
    await context.storage.putKey(key, createReadStream(database));
    return { key, rows, standsFor };
  });
}

/** @throws AppError bad_request for a column that the log does not have, naming those there are */
function selectNamed(named: readonly string[] | undefined, { inputs }: LogColumns): string {
  if (!named || named.length === 0) return '*';
  const known = [...inputs.map(({ name }) => name), ...ownColumns];
  const unknown = named.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new AppError('bad_request', `The log has no column “${unknown}”. It has ${known.join(', ')}.`);
  return [...new Set(named)].map(sqlName).join(', ');
}

const dayOf = (date: Date) => date.toISOString().slice(0, 10);
const timestamp = (date: Date) => `make_timestamp(${date.getTime() * 1000}::BIGINT)`;
