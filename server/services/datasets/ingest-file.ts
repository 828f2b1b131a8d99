import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FoundPersonal } from '@/cells/personal';
import type { DatasetColumnProfile } from '../../db/schema/datasets';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { convertArrowToParquet, largestArrow } from './arrow-to-parquet';
import { type DatasetFormat, type DetectedFile, detectFormat } from './detect-format';
import { findPersonalColumns } from './find-personal-columns';
import { loadCsv } from './load-csv';
import { loadJson } from './load-json';
import { type Duckdb, openDuckdb, quoteName, quoteText } from './open-duckdb';
import { describeColumns, profileTable } from './profile-table';

export interface IngestedFile {
  readonly format: DatasetFormat;
  readonly rows: number;
  /** A DuckDB file with one table, `data`; storage that DuckDB 1.4 and later read. */
  readonly databasePath: string;
  readonly parquetPath: string;
  readonly profile: DatasetColumnProfile[];
  /** Columns that look like personal data. */
  readonly personal: Record<string, FoundPersonal>;
  /** Plain sentences on what was odd. */
  readonly notes: string[];
}

/**
 * Reads a file of a table and gives it back as a DuckDB file and as Parquet, with a profile; both are gone when `use` is done.
 * Throws AppError unprocessable, in words, when the file is no table that can be read.
 */
export async function ingestFile<T>(
  source: { path: string; fileName: string; workFolder: string; signal?: AbortSignal },
  use: (ingested: IngestedFile) => Promise<T>,
): Promise<T> {
  const file = await detectFormat(source.path, source.fileName);
  const folder = join(source.workFolder, `ingest-${createId()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const ingested = await ingestInto(folder, file, source).catch((error) => {
      throw toIngestError(error, source.fileName, file.format);
    });
    return await use(ingested);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ingestInto(
  folder: string,
  file: DetectedFile,
  { path, fileName, signal }: { path: string; fileName: string; signal?: AbortSignal },
): Promise<IngestedFile> {
  const databasePath = join(folder, 'data.duckdb');
  const parquetPath = join(folder, 'data.parquet');
  const readPath = file.format === 'arrow' ? await convertArrow(path, fileName, folder, signal) : path;
  await using db = await openDuckdb({ files: [readPath], folder, signal });
  await db.run(`ATTACH ${quoteText(databasePath)} AS result (STORAGE_VERSION 'v1.4.0')`);
  const target = 'result.data';
  const notes = await load(db, { path: readPath, fileName, target, file });
  notes.push(...(await simplifyTypes(db, target)));
  const [{ rows = '0' } = {}] = await db.rows(`SELECT count(*) AS rows FROM ${target}`);
  if (Number(rows) === 0)
    throw new AppError(
      'unprocessable',
      `${fileName} has column names but no rows. Add rows, or check that the file was saved whole. Nothing was added.`,
    );
  const profile = await profileTable(db, target, Number(rows));
  const personal = await findPersonalColumns(db, target, profile);
  await db.run(`COPY ${target} TO ${quoteText(parquetPath)} (FORMAT parquet, COMPRESSION zstd)`);
  await db.run('CHECKPOINT result');
  await db.run('DETACH result');
  return { format: file.format, rows: Number(rows), databasePath, parquetPath, profile, personal, notes };
}

async function load(
  db: Duckdb,
  source: { path: string; fileName: string; target: string; file: DetectedFile },
): Promise<string[]> {
  switch (source.file.format) {
    case 'csv':
    case 'tsv':
      return loadCsv(db, source);
    case 'json':
      return loadJson(db, source);
    case 'parquet':
    case 'arrow':
      await db.run(`CREATE TABLE ${source.target} AS SELECT * FROM read_parquet(${quoteText(source.path)})`);
      return [];
  }
}

async function convertArrow(
  path: string,
  fileName: string,
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  if ((await stat(path)).size > largestArrow)
    throw new AppError(
      'too_large',
      `${fileName} is larger than 500 MB, too large for an Arrow file. Save it as Parquet.`,
    );
  const converted = join(folder, 'arrow.parquet');
  await convertArrowToParquet(path, converted, signal);
  return converted;
}

/** Types that the engine in the browser cannot read, or cannot compute with, become ones that it can. */
async function simplifyTypes(db: Duckdb, table: string): Promise<string[]> {
  const notes: string[] = [];
  for (const { name, type } of await describeColumns(db, table)) {
    const column = quoteName(name);
    if (type === 'TIMESTAMP WITH TIME ZONE') {
      await db.run(`ALTER TABLE ${table} ALTER ${column} TYPE TIMESTAMP USING ${column} AT TIME ZONE 'UTC'`);
      notes.push(`Times in ${name} carry a time zone; they are kept in UTC.`);
    } else if (/\bJSON\b/.test(type)) {
      await db.run(`ALTER TABLE ${table} ALTER ${column} TYPE ${type.replace(/\bJSON\b/g, 'VARCHAR')}`);
      notes.push(`Values in ${name} have no common shape; they are kept as JSON text.`);
    } else if (/^(VARIANT|GEOMETRY|BIGNUM|TIME WITH TIME ZONE)/.test(type)) {
      await db.run(`ALTER TABLE ${table} ALTER ${column} TYPE VARCHAR`);
      notes.push(`Values in ${name} are of type ${type}; they are kept as text.`);
    }
  }
  return notes;
}

function toIngestError(error: unknown, fileName: string, format: DatasetFormat): unknown {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/no space left|ENOSPC|max_temp_directory_size/i.test(message))
    return new AppError(
      'storage_full',
      `The disk is full: ${fileName} could not be added. Nothing was changed. Free some space and try again.`,
      { cause: error },
    );
  if (/out of memory/i.test(message))
    return new AppError(
      'too_large',
      `${fileName} needs more memory than this server allows for one file. Save it as Parquet in smaller row groups, or split it.`,
      { cause: error },
    );
  // Errors of the file come from DuckDB or Arrow; anything else of ours stays on the server.
  if (!/Error|parquet|arrow|json/i.test(message) || (error instanceof Error && 'code' in error)) return error;
  const [first = ''] = message.replaceAll(/"?\/[^\s"]*\/([^\s"/]+)"?/g, fileName).split('\n');
  return new AppError(
    'unprocessable',
    `${fileName} could not be read as ${format === 'json' ? 'JSON' : format === 'csv' || format === 'tsv' ? format.toUpperCase() : format === 'parquet' ? 'Parquet' : 'Arrow'}: ${first} Nothing was added.`,
    { cause: error },
  );
}
