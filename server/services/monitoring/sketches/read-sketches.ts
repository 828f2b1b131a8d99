import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import {
  type ColumnSketch,
  chunkPeriods,
  distinctError,
  listFrequent,
  periodOf,
  rankError,
} from '@/cells/statistics';
import { query } from '../../../command';
import type { Context } from '../../../context';
import { sqlText, withDuckDB } from '../../../duckdb';
import { AppError } from '../../../errors';
import { requireGrantedModel } from '../../registry';
import { nameOfFile, timeOfMerge } from '../day-files';
import { readLogColumns } from '../log-columns';
import { withLogFiles } from '../log-files';
import { createWhile, evidenceOf, mergeWhile, type WhileSketch } from './hour-sketches';
import { findSettled, folderOfSketches, keyOfSketches } from './settled-days';
import { readSketchFiles } from './sketch-file';
import { kindsOf, sketchRows } from './sketch-rows';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Values that stand for a column, at even ranks: of all of the window, and of each part of it. */
const sampleSize = 4000;
const partSampleSize = 60;
const mostParts = 800;

/**
 * What a model was asked and answered between two hours, from the sketches of days that are over and the rows of the rest: a year without
 * its rows. For notebooks that were granted the model. What shadows answered is left out.
 * @throws AppError bad_request for a window of more than 800 parts
 */
export const readGrantedSketches = query({
  action: 'model.read',
  input: z.object({
    notebookId: z.string(),
    model: z.string().max(200),
    /** Taken to the beginning of its hour; `to` to the end. */
    from: z.iso.datetime(),
    to: z.iso.datetime().optional(),
    deployment: z.string().max(200).optional(),
    per: z.enum(chunkPeriods).default('week'),
  }),
  async run(context, { notebookId, model, from, to, ...wanted }) {
    await requireGrantedModel(context, notebookId, model);
    const begin = Math.floor(Date.parse(from) / hourMs) * hourMs;
    const end = Math.ceil((to ? Date.parse(to) : context.now().getTime()) / hourMs) * hourMs;
    return readSketches(context, { model, from: begin, to: end, ...wanted });
  },
});

interface Wanted {
  readonly model: string;
  /** Whole hours, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly deployment?: string;
  readonly per: (typeof chunkPeriods)[number];
}

async function readSketches(context: Context, { model, from, to, deployment, per }: Wanted) {
  const known = new Set((await context.storage.listKeys(folderOfSketches(model))).map(({ key }) => key));
  const columns = await readLogColumns(context, model);
  const kinds = kindsOf(columns);
  const begun = context.now().getTime();
  const sketched = new Map<string, string>();
  const isReadElsewhere = (day: string, keys: readonly string[], segments: ReadonlySet<string>): boolean => {
    const file = findSettled(keys);
    const key = file && keyOfSketches(model, day, file);
    // A merge that was made since may hold what a segment that was linked before holds as well.
    const isOlder = file !== undefined && !(timeOfMerge(nameOfFile(file)) >= begun);
    // It may be asked again, of a day that is another by now.
    sketched.delete(day);
    if (!key || !known.has(key) || !isOlder || segments.has(nameOfFile(file))) return false;
    sketched.set(day, key);
    return true;
  };
  const window = { model, fromDay: dayOf(from), toDay: dayOf(to - 1), isUnlabelled: true, isReadElsewhere };
  const result = await withLogFiles(context, window, async (files) => {
    const keys = [...sketched.values()];
    const paths = await Promise.all(keys.map((key) => context.storage.localKeyPath(key)));
    const total = createWhile(null, from);
    const parts = new Map<number, WhileSketch>();
    const take = (one: WhileSketch) => {
      mergeWhile(total, one, kinds);
      const at = periodOf(one.at, per).from;
      const part = parts.get(at) ?? createWhile(null, at);
      parts.set(at, part);
      if (parts.size > mostParts)
        throw new AppError(
          'bad_request',
          `That is more than ${mostParts} parts: ask for longer ones than a ${per}.`,
        );
      mergeWhile(part, one, kinds);
    };
    const rowsRead = await withDuckDB(
      { memory: '512MB', temporaryFolder: files.folder },
      async (connection) => {
        const served = deployment === undefined ? 'true' : `deployment = ${sqlText(deployment)}`;
        const isWholeDay = `"at" - "at" % ${dayMs} >= ${from} AND "at" - "at" % ${dayMs} + ${dayMs} <= ${to}`;
        const grain =
          per === 'hour'
            ? `grain = 'hour' AND "at" >= ${from} AND "at" < ${to}`
            : `(grain = 'day' AND ${isWholeDay}) OR (grain = 'hour' AND "at" >= ${from} AND "at" < ${to} AND NOT (${isWholeDay}))`;
        await readSketchFiles(connection, { paths, where: `(${grain}) AND ${served}` }, take);
        const where = `predicted_at >= make_timestamp(${from * 1000}::BIGINT) AND predicted_at < make_timestamp(${to * 1000}::BIGINT) AND ${served}`;
        const { hours, rows } = await sketchRows(connection, { files, model, columns, where });
        for (const hour of hours) take(hour);
        return rows;
      },
    );
    return { total, parts, rowsRead, days: keys.length };
  });
  const parts: ({ at: number } & ReturnType<typeof describeWhile>)[] = [];
  for (const part of [...result.parts.values()].sort((a, b) => a.at - b.at)) {
    await setImmediate();
    parts.push({ at: part.at, ...describeWhile(part, partSampleSize) });
  }
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    error: { rank: rankError, distinct: distinctError },
    /** Where it comes from: sketches of so many days, and so many rows. */
    sketchedDays: result.days,
    rowsRead: result.rowsRead,
    ...describeWhile(result.total, sampleSize),
    parts,
  };
}

function describeWhile(one: WhileSketch, size: number) {
  const { rows, answered, columns } = one;
  const evidence = evidenceOf(one);
  return {
    ...{ rows, answered, evidence },
    columns: Object.fromEntries(
      [...columns].map(([name, sketch]) => [
        name,
        describeColumn(sketch, answered, Math.min(size, Math.ceil((sketch.count * evidence) / answered))),
      ]),
    ),
  };
}

export type DescribedColumn = ReturnType<typeof describeColumn>;

function describeColumn(sketch: ColumnSketch, answered: number, size: number) {
  const { count } = sketch;
  const about = { count, missing: answered - count, distinct: Math.min(count, sketch.distinct.estimate()) };
  if (sketch.kind === 'text') {
    const listed = listFrequent(sketch).slice(0, 200);
    const other = count - listed.reduce((sum, [, n]) => sum + n, 0);
    return { kind: sketch.kind, ...about, frequencies: listed, other };
  }
  const { quantiles, sum } = sketch;
  const found = count > 0 && { mean: sum / count, minimum: quantiles.minimum, maximum: quantiles.maximum };
  return { kind: sketch.kind, ...about, ...found, sample: [...quantiles.sample(size)] };
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
