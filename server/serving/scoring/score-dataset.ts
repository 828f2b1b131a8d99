import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Signature } from '@/cells/ml/model';
import type { Context } from '../../context';
import { sqlName, sqlText, sqlTexts, withDuckDB } from '../../duckdb';
import { createId } from '../../id';
import { modelColumnOf } from '../../services/datasets';
import { partsOf } from '../../services/scorings';
import { createModelsInMemory } from '../models-in-memory';
import type { ServedVersion } from '../resolve-version';
import { type AnswerColumns, answerColumns } from './answer-columns';
import { answerPart, type PartAnswers } from './answer-part';

/** Input values held at once, and rows of a part at most: what bounds memory. */
const partValues = 2_000_000;
const largestPart = 50_000;
const partBytes = 32 * 1024 ** 2;

export interface ScoringWork {
  readonly id: string;
  readonly version: ServedVersion;
  /** The stored DuckDB file of the data. */
  readonly databaseHash: string;
  readonly rows: number;
  readonly signal: AbortSignal;
  /** Rows of a part at most; fewer where they are wide. */
  readonly partRows?: number;
  /** Told after each whole part. Gives false when nobody wants the rest. */
  onPart(doneRows: number): Promise<boolean>;
}

export interface ScoredTable {
  /** One Parquet file of the data's columns and the answers; gone when `use` ends. */
  readonly path: string;
  readonly refusedRows: number;
  readonly refusals: readonly { readonly reason: string; readonly rows: number }[];
}

/**
 * Puts every row of a data set version through a model, part by part: each part is a stored Parquet file, whole or absent, whose
 * name says which rows it holds. Begun again it goes on after the last of them, and what comes out is the same, byte for byte. The
 * model answers in a thread of its own; those that serve are not disturbed.
 * @returns what `use` gives, or undefined when nobody wanted the rest
 */
export async function scoreDataset<T>(
  context: Context,
  work: ScoringWork,
  use: (scored: ScoredTable) => Promise<T>,
): Promise<T | undefined> {
  const folder = join(context.config.dataFolder, 'work', `score-${createId()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const models = createModelsInMemory(context, { timeoutMs: 10 * 60_000 });
  try {
    return await withDuckDB({ memory: '512MB', threads: 1, temporaryFolder: folder }, async (connection) => {
      const path = await context.storage.localPath(work.databaseHash);
      await connection.run(`ATTACH ${sqlText(path)} AS source (READ_ONLY)`);
      const source = await describeSource(connection, work);
      const step = Math.max(
        Math.min(100, work.rows),
        Math.min(
          work.partRows ?? largestPart,
          Math.floor(partValues / Math.max(1, source.reads.length)),
          Math.floor((partBytes * work.rows) / Math.max(1, await context.storage.size(work.databaseHash))),
        ),
      );
      let { done } = await findParts(context, work.id);
      if (!(await work.onPart(done))) return undefined;
      const model = { signature: work.version.manifest.signature, ...(await models.get(work.version)) };
      while (done < work.rows) {
        const end = Math.min(work.rows, done + step);
        const table = await readPart(connection, source, { start: done, end });
        const answers = await answerPart(model, table, () => work.signal.throwIfAborted());
        const file = join(folder, 'part.parquet');
        await writePart(connection, { source, answers, start: done, end, file });
        await context.storage.putKey(`${partsOf(work.id)}${nameOf(done, end)}`, createReadStream(file));
        done = end;
        if (!(await work.onPart(done))) return undefined;
        work.signal.throwIfAborted();
      }
      return use(await joinParts(context, connection, { id: work.id, folder, source }));
    });
  } finally {
    models.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Source {
  readonly reads: readonly { readonly name: string; readonly sql: string }[];
  readonly answer: AnswerColumns;
  readonly signature: Signature;
}

async function describeSource(connection: DuckDBConnection, { version }: ScoringWork): Promise<Source> {
  const described = (await connection.runAndReadAll('DESCRIBE source.data')).getRowObjectsJson();
  const columns = described.map(({ column_name, column_type }) => ({
    name: String(column_name),
    type: String(column_type),
  }));
  const { signature } = version.manifest;
  const reads = signature.inputs.flatMap(({ name }) => {
    const column = columns.find((one) => one.name === name);
    const read = column && modelColumnOf(column.type);
    if (!read) return [];
    // Whole numbers too large for a double become one; NaN is a missing value, as in every form of a request.
    const sql =
      read.type === 'boolean'
        ? sqlName(name)
        : read.type === 'number'
          ? `CASE WHEN NOT isnan(${read.sql(sqlName(name))}) THEN ${read.sql(sqlName(name))} END`
          : read.sql(sqlName(name));
    return [{ name, sql }];
  });
  return {
    reads,
    signature,
    answer: answerColumns(
      signature,
      columns.map(({ name }) => name),
    ),
  };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A stored table is written once and never changed: its row ids count from 0 in the file's order. */
const inRange = ({ start, end }: Range) => `rowid >= ${start} AND rowid < ${end}`;
const nameOf = (start: number, end: number) =>
  `${String(start).padStart(12, '0')}-${String(end).padStart(12, '0')}.parquet`;

/** Parts from the first row on without a gap, and how far they reach. */
async function findParts({ storage }: Context, id: string): Promise<{ keys: string[]; done: number }> {
  const keys: string[] = [];
  let done = 0;
  for (const { key } of await storage.listKeys(partsOf(id))) {
    const [, start, end] = /(\d+)-(\d+)\.parquet$/.exec(key) ?? [];
    if (Number(start) !== done) continue;
    keys.push(key);
    done = Number(end);
  }
  return { keys, done };
}

async function readPart(connection: DuckDBConnection, { reads }: Source, range: Range) {
  const list = reads.map(({ sql }, i) => `${sql} AS c${i}`).join(', ');
  const read = await connection.runAndReadAll(
    `SELECT ${list} FROM source.data WHERE ${inRange(range)} ORDER BY rowid`,
  );
  const columns = read.getColumns();
  return {
    numRows: range.end - range.start,
    values: new Map(reads.map(({ name }, i) => [name, columns[i] ?? []] as const)),
  };
}

async function writePart(
  connection: DuckDBConnection,
  {
    source: { answer, signature },
    answers,
    file,
    ...range
  }: Range & { source: Source; answers: PartAnswers; file: string },
): Promise<void> {
  const { row, prediction, chances, refusal } = answer;
  const added = [
    `${sqlName(prediction.name)} ${prediction.type}`,
    ...chances.map((name) => `${sqlName(name)} DOUBLE`),
    `${sqlName(refusal)} VARCHAR`,
  ];
  await connection.run(`CREATE OR REPLACE TABLE answers (${sqlName(row)} BIGINT, ${added.join(', ')})`);
  const appender = await connection.createAppender('answers');
  const classes = signature.output.classes ?? [];
  const appendNumber = (value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? appender.appendNull() : appender.appendDouble(value);
  for (const [index, value] of answers.values.entries()) {
    appender.appendBigInt(BigInt(range.start + index));
    if (value === null) appender.appendNull();
    else if (prediction.type === 'DOUBLE') appender.appendDouble(Number(value));
    else appender.appendVarchar(String(value));
    if (chances.length === classes.length)
      for (const k of classes.keys()) appendNumber(answers.probabilities?.[index * classes.length + k]);
    else {
      const k = classes.indexOf(String(value));
      appendNumber(k < 0 ? undefined : answers.probabilities?.[index * classes.length + k]);
    }
    const reason = answers.reasons.get(index);
    if (reason === undefined) appender.appendNull();
    else appender.appendVarchar(reason);
    appender.endRow();
  }
  appender.closeSync();
  await connection.run(
    `COPY (SELECT * EXCLUDE (${sqlName(row)}) FROM (SELECT *, rowid AS ${sqlName(row)} FROM source.data WHERE ${inRange(range)})
       JOIN answers USING (${sqlName(row)}) ORDER BY ${sqlName(row)}) TO ${sqlText(file)} (FORMAT parquet, COMPRESSION zstd)`,
  );
}

async function joinParts(
  context: Context,
  connection: DuckDBConnection,
  { id, folder, source }: { id: string; folder: string; source: Source },
): Promise<ScoredTable> {
  const { keys } = await findParts(context, id);
  const parts = sqlTexts(await Promise.all(keys.map((key) => context.storage.localKeyPath(key))));
  const path = join(folder, 'scored.parquet');
  await connection.run(
    `COPY (SELECT * FROM read_parquet(${parts})) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  const refusal = sqlName(source.answer.refusal);
  const counted = await connection.runAndReadAll(
    `SELECT ${refusal} AS reason, count(*)::DOUBLE AS rows FROM read_parquet(${sqlText(path)}) WHERE ${refusal} IS NOT NULL GROUP BY 1 ORDER BY rows DESC, reason`,
  );
  // The columns are selected just above; DuckDB gives DOUBLE as number.
  const refusals = counted.getRowObjectsJson() as unknown as { reason: string; rows: number }[];
  return {
    path,
    refusedRows: refusals.reduce((sum, { rows }) => sum + rows, 0),
    refusals: refusals.slice(0, 5),
  };
}
