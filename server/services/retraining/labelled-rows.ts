import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Context } from '../../context';
import { datasets, datasetVersions, type modelVersions, type retrainingTurns } from '../../db/schema';
import { sqlName, sqlText, withDuckDB } from '../../duckdb';
import { AppError } from '../../errors';
import { workerId } from '../auth';
import { addDatasetFile, stateOfVersion } from '../datasets';
import { withLogFiles } from '../monitoring/log-files';
import { labelsSql, predictionsSql } from '../monitoring/read-log';
import { readLogColumns } from '../monitoring/read-log-columns';
import type { PinnedData } from './choose-newest';

interface Wanted {
  readonly model: string;
  readonly turn: Pick<typeof retrainingTurns.$inferSelect, 'id' | 'number' | 'rule'>;
  readonly champion: Pick<typeof modelVersions.$inferSelect, 'manifest'>;
  /** What the cells that train read. */
  readonly data: PinnedData;
}

export interface Added {
  readonly pinned: PinnedData[number];
  readonly added: { datasetId: string; version: number; base: number; rows: number };
}

/**
 * A new version of the data set that the cells read: its newest version that people or programs brought, and after it the answered
 * rows of the prediction log whose truth is known. Columns that are no inputs are empty in those. Rows are the log's as it is now: a
 * corrected label counts, and none is added twice. Written by DuckDB in bounded memory. Called again for the same turn it gives what is
 * there; undefined when the log has no labelled row.
 * @throws AppError unprocessable, in words, when the log's rows cannot stand in that table
 */
export async function addLabelledRows(context: Context, wanted: Wanted): Promise<Added | undefined> {
  const pinned = choosePinned(wanted);
  const name = nameOf(wanted);
  const known = await findMade(context, pinned, name);
  if (known) return known;
  const base = await findBase(context, pinned);
  const columns = matchColumns(wanted, pinned, base.profile);
  const from =
    wanted.turn.rule.windowDays && context.now().getTime() - wanted.turn.rule.windowDays * 86_400_000;
  const fromDay = from ? new Date(from).toISOString().slice(0, 10) : undefined;
  return withLogFiles(context, { model: wanted.model, fromDay }, async (files) => {
    const path = join(files.folder, 'joined.parquet');
    const log = await readLogColumns(context, wanted.model);
    const select = columns.map(({ name: column, type, input }) => {
      const at = log.inputs.find((known) => known.input === input)?.name;
      const value = input === null ? 'l.label' : at === undefined ? 'NULL' : `p.${sqlName(at)}`;
      return `TRY_CAST(${value} AS ${type}) AS ${sqlName(column)}`;
    });
    const target = columns.find(({ input }) => input === null);
    const where = ['status = 200', `coalesce(deployment_role, '') <> 'shadow'`];
    if (from) where.push(`predicted_at >= make_timestamp(${from * 1000}::BIGINT)`);
    const logged = `SELECT ${select.join(', ')} FROM (${predictionsSql(files, wanted.model, log, where.join(' AND '))}) p
      JOIN (${labelsSql(files, wanted.model)}) l USING (prediction_id)
      WHERE TRY_CAST(l.label AS ${target?.type ?? 'VARCHAR'}) IS NOT NULL ORDER BY p.predicted_at, prediction_id`;
    const rows = await withDuckDB({ memory: '512MB', temporaryFolder: files.folder }, async (connection) => {
      const before = sqlText(await context.storage.localPath(base.parquetHash));
      await connection.run(
        `COPY (SELECT * FROM read_parquet(${before}) UNION ALL BY NAME SELECT * FROM (${logged})) TO ${sqlText(path)} (FORMAT parquet)`,
      );
      const counted = await connection.runAndReadAll(
        `SELECT count(*)::DOUBLE FROM read_parquet(${sqlText(path)})`,
      );
      return Number(counted.getRows()[0]?.[0] ?? 0) - base.rows;
    });
    if (rows <= 0) return undefined;
    const made = await addDatasetFile(context, {
      name: pinned.name,
      fileName: `${pinned.name}.parquet`.replaceAll(/[\\/]/g, '-'),
      content: createReadStream(path),
      about: {
        versionName: name,
        note: `Version ${base.number}, and ${rows} labelled rows of the prediction log of ${wanted.model}`,
        madeFrom: [`${pinned.name}@${base.number}`],
      },
    });
    const version = await findNumbered(context, pinned.datasetId, made.version);
    return toAdded(pinned, base, version);
  });
}

/** The turn's own, in the 60 characters that a version's name has: others may have its number, of models whose names begin alike or that are gone. */
const nameOf = ({ model, turn }: Wanted): string =>
  `${model.slice(0, 36)}-turn-${turn.number}-${turn.id.slice(-8)}`;

type Version = typeof datasetVersions.$inferSelect;

const toAdded = (pinned: PinnedData[number], base: Version, { number, hash, rows }: Version): Added => ({
  pinned: { ...pinned, version: number, hash },
  added: { datasetId: pinned.datasetId, version: number, base: base.number, rows: rows - base.rows },
});

/**
 * The table that the rule names, or the only one there is. Of two with that name the cells' own is meant, not what another notebook lends
 * them; of a whole notebook that trains, perhaps no cell reads what is lent.
 */
function choosePinned({ turn, data, model }: Wanted): PinnedData[number] {
  const { table, notebook } = turn.rule;
  const own = data.filter((pinned) => pinned.notebook === undefined);
  const named = [own, data]
    .map((of) => of.filter((pinned) => pinned.table === table))
    .find((of) => of.length > 0);
  const [only, ...others] = named ?? (notebook && own.length > 0 ? own : data);
  if (only && others.length === 0) return only;
  if (!only)
    throw new AppError(
      'unprocessable',
      `The cells that train ${model} read no data set, so the log’s rows cannot be added to one. Attach the data as a data set, train, promote, then retrain.`,
    );
  throw new AppError(
    'unprocessable',
    named
      ? `Two notebooks lend the cells that train ${model} a table ${table}, so it cannot be told which of them the labelled rows are added to. Rename one of them in its notebook, train, promote, then retrain.`
      : `The cells that train ${model} read ${data.map((pinned) => pinned.table).join(', ')}. Choose in the rule which of them the labelled rows are added to.`,
  );
}

/** Which input or label goes into which column; an input without a column would be lost, as the cells compute it from others. */
function matchColumns(
  { champion: { manifest }, model }: Wanted,
  { name }: PinnedData[number],
  profile: Version['profile'],
): { name: string; type: string; input: string | null }[] {
  const { inputs } = manifest.signature;
  const of = (wanted: string) => profile.find((column) => column.name.toLowerCase() === wanted.toLowerCase());
  const absent = [
    ...inputs.filter((field) => field.required).map((field) => field.name),
    manifest.target,
  ].filter((column) => !of(column));
  if (absent.length > 0)
    throw new AppError(
      'unprocessable',
      `The prediction log of ${model} cannot be added to ${name}: ${absent.slice(0, 8).join(', ')} ${absent.length === 1 ? 'is no column' : 'are no columns'} of it, the cells make ${absent.length === 1 ? 'it' : 'them'} of others. Let the cells read a table that has them, or retrain on new versions of the data.`,
    );
  const target = of(manifest.target);
  return [
    ...(target ? [{ name: target.name, type: target.type, input: null }] : []),
    ...inputs.flatMap((field) => {
      const column = of(field.name);
      return column && column !== target ? [{ name: column.name, type: column.type, input: field.name }] : [];
    }),
  ];
}

/** The newest version that was brought, not made of the log by a turn, and whose check did not fail. */
async function findBase(context: Context, pinned: PinnedData[number]): Promise<Version> {
  const versions = await context.db
    .select({ version: datasetVersions, deletedAt: datasets.deletedAt })
    .from(datasetVersions)
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(eq(datasetVersions.datasetId, pinned.datasetId))
    .orderBy(desc(datasetVersions.number));
  for (const { version, deletedAt } of versions) {
    const isOurs =
      version.createdBy === workerId &&
      version.madeFrom.some(({ datasetId }) => datasetId === pinned.datasetId);
    if (deletedAt || isOurs) continue;
    if ((await stateOfVersion(context, version)).state !== 'failed') return version;
  }
  throw new AppError(
    'unprocessable',
    `No version of ${pinned.name} is left that the labelled rows could be added to. Restore it, or mend what its checks found.`,
  );
}

/** What the turn has made already, of the version that was the newest then: another may have been brought while this one is checked. */
async function findMade(
  context: Context,
  pinned: PinnedData[number],
  name: string,
): Promise<Added | undefined> {
  const { datasetId } = pinned;
  const [found] = await context.db
    .select({ made: datasetVersions })
    .from(datasetVersions)
    .innerJoin(datasets, and(eq(datasets.id, datasetVersions.datasetId), isNull(datasets.deletedAt)))
    .where(and(eq(datasetVersions.datasetId, datasetId), eq(datasetVersions.name, name)));
  const made = found?.made;
  const from = made?.madeFrom.find((source) => source.datasetId === datasetId);
  return made && from && toAdded(pinned, await findNumbered(context, datasetId, from.version), made);
}

async function findNumbered({ db }: Context, datasetId: string, number: number): Promise<Version> {
  const version = await db.query.datasetVersions.findFirst({
    where: and(eq(datasetVersions.datasetId, datasetId), eq(datasetVersions.number, number)),
  });
  if (!version) throw new AppError('conflict', 'The data set was deleted just now.');
  return version;
}
