import type { DuckDBBlobValue, DuckDBConnection } from '@duckdb/node-api';
import {
  type ColumnSketch,
  listFrequent,
  parseDistinctSketch,
  parseQuantileSketch,
  serializeDistinctSketch,
  serializeQuantileSketch,
} from '@/cells/statistics';
import { sqlText, sqlTexts } from '../../../duckdb';
import { createWhile, mergeWhile, type WhileSketch } from './hour-sketches';

/** Of each while a line without a column, with its counts, and one for each column. */
const table = `sketches (
  grain VARCHAR, "at" BIGINT, deployment VARCHAR, "column" VARCHAR, kind VARCHAR, rows DOUBLE, answered DOUBLE,
  count DOUBLE, sum DOUBLE, quantiles BLOB, distinct_values BLOB, frequencies VARCHAR, other DOUBLE, squares DOUBLE)`;

const dayMs = 86_400_000;

/** Writes a day's hours, and the day itself, which spares who reads a year its hours. */
export async function writeSketchFile(
  connection: DuckDBConnection,
  hours: readonly WhileSketch[],
  path: string,
): Promise<void> {
  await connection.run(`CREATE OR REPLACE TABLE ${table}`);
  const appender = await connection.createAppender('sketches');
  const appendText = (text: string | null) =>
    text === null ? appender.appendNull() : appender.appendVarchar(text);
  const append = (grain: 'hour' | 'day', one: WhileSketch) => {
    for (const [column, sketch] of [[null, null] as const, ...one.columns]) {
      appender.appendVarchar(grain);
      appender.appendBigInt(BigInt(one.at));
      appendText(one.deployment);
      appendText(column);
      appendText(sketch?.kind ?? null);
      appender.appendDouble(sketch ? 0 : one.rows);
      appender.appendDouble(sketch ? 0 : one.answered);
      appender.appendDouble(sketch?.count ?? 0);
      if (sketch?.kind === 'number') {
        appender.appendDouble(sketch.sum);
        appender.appendBlob(serializeQuantileSketch(sketch.quantiles));
      } else {
        appender.appendNull();
        appender.appendNull();
      }
      if (sketch) appender.appendBlob(serializeDistinctSketch(sketch.distinct));
      else appender.appendNull();
      appendText(sketch?.kind === 'text' ? JSON.stringify(listFrequent(sketch)) : null);
      appender.appendDouble(sketch?.kind === 'text' ? sketch.other : 0);
      appender.appendDouble(sketch ? 0 : one.squares);
      appender.endRow();
    }
  };
  const kinds = new Map(hours.flatMap(({ columns }) => [...columns].map(([name, { kind }]) => [name, kind])));
  const days = new Map<string | null, WhileSketch>();
  for (const hour of hours) {
    append('hour', hour);
    const { deployment, at } = hour;
    const day = days.get(deployment) ?? createWhile(deployment, Math.floor(at / dayMs) * dayMs);
    days.set(deployment, day);
    mergeWhile(day, hour, kinds);
  }
  for (const day of days.values()) append('day', day);
  appender.closeSync();
  await connection.run(
    `COPY (SELECT * FROM sketches ORDER BY grain, "column", "at") TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`,
  );
}

/** Hands over the lines of sketch files for which `where` holds, each as a while of that line alone: what is merged of them is whole. */
export async function readSketchFiles(
  connection: DuckDBConnection,
  { paths, where }: { paths: readonly string[]; where: string },
  use: (part: WhileSketch) => void,
): Promise<void> {
  if (paths.length === 0) return;
  const result = await connection.stream(
    // Files older than the last column are of logs that kept every row.
    `SELECT "at"::DOUBLE, deployment, rows, answered, coalesce(squares, answered), "column", kind, count, sum, quantiles, distinct_values, frequencies, other
     FROM (SELECT NULL::DOUBLE AS squares WHERE false UNION ALL BY NAME SELECT * FROM read_parquet(${sqlTexts(paths)}, union_by_name = true)) WHERE ${where}`,
  );
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
    for (const [at, deployment, rows, answered, squares, column, kind, ...sketch] of chunk.getRows()) {
      const part = createWhile(deployment === null ? null : String(deployment), Number(at));
      part.rows = Number(rows);
      part.answered = Number(answered);
      part.squares = Number(squares);
      if (column !== null) part.columns.set(String(column), parseSketch(String(kind), sketch));
      use(part);
    }
}

function parseSketch(kind: string, fields: readonly unknown[]): ColumnSketch {
  const [count, sum, quantiles, distinctValues, frequencies, other] = fields;
  // DuckDB gives BLOB as this class; the columns are selected just above.
  const bytesOf = (blob: unknown) => (blob as DuckDBBlobValue).bytes;
  const distinct = parseDistinctSketch(bytesOf(distinctValues));
  if (kind === 'number')
    return {
      kind,
      count: Number(count),
      sum: Number(sum),
      quantiles: parseQuantileSketch(bytesOf(quantiles)),
      distinct,
    };
  const counts = JSON.parse(String(frequencies)) as [string, number][]; // written by writeSketchFile
  return { kind: 'text', count: Number(count), frequencies: new Map(counts), other: Number(other), distinct };
}
