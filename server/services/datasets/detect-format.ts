import { open } from 'node:fs/promises';
import { AppError } from '../../errors';

export type DatasetFormat = 'csv' | 'tsv' | 'parquet' | 'json' | 'arrow';

export interface DetectedFile {
  readonly format: DatasetFormat;
  /** Encoding of text formats as DuckDB names it. */
  readonly encoding: 'utf-8' | 'utf-16';
}

const readable = 'Cellar reads CSV, TSV, Parquet, JSON, Arrow, Excel (.xlsx) and SQLite files.';

/** First bytes (as Latin-1) of files that people take for tables, with what they are. */
const others: readonly (readonly [string, string])[] = [
  ['\x89PNG', 'is a PNG picture'],
  ['\xff\xd8\xff', 'is a JPEG picture'],
  ['GIF8', 'is a GIF picture'],
  ['%PDF', 'is a PDF document'],
  ['PK\x03\x04', 'is an Excel workbook or another zip archive: save it as CSV, or unpack it'],
  [
    '\xd0\xcf\x11\xe0',
    'is an old Excel workbook (.xls), or one that a password protects: save it as .xlsx without a password',
  ],
  ['\x1f\x8b', 'is gzip-compressed: unpack it first'],
  ['\x28\xb5\x2f\xfd', 'is zstd-compressed: unpack it first'],
  ['SQLite format 3', 'is a SQLite database'],
];

/** What a file is, by its content first and its name second. Throws AppError unprocessable, in words, for what is no table. */
export async function detectFormat(path: string, fileName: string): Promise<DetectedFile> {
  const head = await readHead(path);
  if (head.length === 0)
    throw new AppError('unprocessable', `${fileName} is empty: it has no bytes. Nothing was added.`);
  const text = head.toString('latin1');
  const encoding = text.startsWith('\xff\xfe') || text.startsWith('\xfe\xff') ? 'utf-16' : 'utf-8';
  if (text.startsWith('PAR1')) return { format: 'parquet', encoding };
  if (text.startsWith('ARROW1') || text.startsWith('\xff\xff\xff\xff')) return { format: 'arrow', encoding };
  for (const [start, what] of others) if (text.startsWith(start)) throw notATable(fileName, what);
  if (text.slice(8, 12) === 'DUCK') throw notATable(fileName, 'is a DuckDB database');
  if (/^\s*(<!doctype html|<html)/i.test(text))
    throw notATable(fileName, 'is an HTML page: the download may have been an error page');
  if (/^\s*<\?xml/.test(text)) throw notATable(fileName, 'is an XML document');
  if (/\.(sqlite3?|db)$/i.test(fileName) && head.includes(0))
    throw notATable(fileName, 'is no SQLite file, or is encrypted with a password');
  if (encoding === 'utf-8' && head.includes(0)) throw notATable(fileName, 'holds binary data, not text');

  const extension = /\.([^.]+)$/.exec(fileName.toLowerCase())?.[1];
  if (extension === 'parquet' || extension === 'arrow' || extension === 'feather')
    throw notATable(
      fileName,
      `is not ${extension === 'parquet' ? 'a Parquet' : 'an Arrow'} file, whatever its name says`,
    );
  if (head.toString('utf8').trim() === '' && head.length < headBytes)
    throw new AppError(
      'unprocessable',
      `${fileName} is empty: it has nothing but blank space. Nothing was added.`,
    );
  const isJson = /^\s*[[{]/.test(text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text);
  if (isJson || ['json', 'jsonl', 'ndjson', 'geojson'].includes(extension ?? ''))
    return { format: 'json', encoding };
  return { format: extension === 'tsv' || extension === 'tab' ? 'tsv' : 'csv', encoding };
}

const headBytes = 64 * 1024;

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const notATable = (fileName: string, what: string): AppError =>
  new AppError('unprocessable', `${fileName} ${what}. ${readable} Nothing was added.`);
