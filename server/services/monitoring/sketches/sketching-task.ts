import { type chunkPeriods, periodOf } from '@/cells/statistics';
import { sqlText, withDuckDB } from '../../../duckdb';
import { AppError } from '../../../errors';
import type { LogColumns } from '../log-columns';
import { type DescribedWhile, describeWhile } from './describe-while';
import { createWhile, mergeWhile, type WhileSketch } from './hour-sketches';
import { readSketchFiles, writeSketchFile } from './sketch-file';
import { kindsOf, sketchRows } from './sketch-rows';

/** What a thread is given to do: files and words, no database and no storage. */
export type SketchingTask = SketchDay | ReadWindow;

interface Both {
  readonly model: string;
  readonly columns: LogColumns;
  /** Where DuckDB may spill, and files may be written. */
  readonly folder: string;
}

/** Sketches a file of the log into another. */
export interface SketchDay extends Both {
  readonly do: 'day';
  readonly file: string;
  readonly target: string;
}

/** Reads a window from sketches, and from the rows of files that have none. */
export interface ReadWindow extends Both {
  readonly do: 'window';
  readonly sketches: readonly string[];
  readonly files: { readonly segments: readonly string[]; readonly predictions: readonly string[] };
  /** Whole hours, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly deployment?: string;
  readonly per: (typeof chunkPeriods)[number];
}

export interface WindowRead extends DescribedWhile {
  /** Rows of files that have no sketches. */
  readonly rowsRead: number;
  readonly parts: (DescribedWhile & { readonly at: number })[];
}

export interface SketchingAnswers {
  readonly day: null;
  readonly window: WindowRead;
}

const dayMs = 24 * 3_600_000;
/** Values that stand for a column, at even ranks: of all of the window, and of each part of it. */
const sampleSize = 4000;
const partSampleSize = 60;
const mostParts = 800;

export const doSketchingTask = (task: SketchingTask): Promise<SketchingAnswers[SketchingTask['do']]> =>
  task.do === 'day' ? sketchDay(task) : readWindow(task);

async function sketchDay({ model, columns, folder, file, target }: SketchDay): Promise<null> {
  await withDuckDB({ memory: '256MB', threads: 1, temporaryFolder: folder }, async (connection) => {
    const files = { segments: [], predictions: [file] };
    const { hours } = await sketchRows(connection, { files, model, columns, where: 'true' });
    await writeSketchFile(connection, hours, target);
  });
  return null;
}

/** @throws AppError bad_request for a window of more than 800 parts */
async function readWindow(task: ReadWindow): Promise<WindowRead> {
  const { model, columns, folder, sketches, files, from, to, deployment, per } = task;
  const kinds = kindsOf(columns);
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
  const rowsRead = await withDuckDB({ memory: '512MB', temporaryFolder: folder }, async (connection) => {
    const served = deployment === undefined ? 'true' : `deployment = ${sqlText(deployment)}`;
    const isWholeDay = `"at" - "at" % ${dayMs} >= ${from} AND "at" - "at" % ${dayMs} + ${dayMs} <= ${to}`;
    const grain =
      per === 'hour'
        ? `grain = 'hour' AND "at" >= ${from} AND "at" < ${to}`
        : `(grain = 'day' AND ${isWholeDay}) OR (grain = 'hour' AND "at" >= ${from} AND "at" < ${to} AND NOT (${isWholeDay}))`;
    await readSketchFiles(connection, { paths: sketches, where: `(${grain}) AND ${served}` }, take);
    const where = `predicted_at >= make_timestamp(${from * 1000}::BIGINT) AND predicted_at < make_timestamp(${to * 1000}::BIGINT) AND ${served}`;
    const { hours, rows } = await sketchRows(connection, { files, model, columns, where });
    for (const hour of hours) take(hour);
    return rows;
  });
  return {
    ...describeWhile(total, sampleSize),
    rowsRead,
    parts: [...parts.values()]
      .sort((a, b) => a.at - b.at)
      .map((part) => ({ at: part.at, ...describeWhile(part, partSampleSize) })),
  };
}
