import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../errors';
import { createId } from '../../../id';
import { openDuckdb, quoteName, quoteText } from '../open-duckdb';
import type { FilePart } from './part';
import type { ManyTables } from './parts-task';
import { inPartsThread } from './parts-thread';

/** A workbook or a SQLite file by its first bytes; undefined for anything else. */
export async function detectManyTables(path: string): Promise<ManyTables | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    const head = buffer.subarray(0, bytesRead).toString('latin1');
    if (head.startsWith('PK\x03\x04')) return 'xlsx';
    return head === 'SQLite format 3\0' ? 'sqlite' : undefined;
  } finally {
    await file.close();
  }
}

/** What is in a file of several tables. @throws AppError unprocessable in words */
export async function listParts(
  file: { readonly path: string; readonly format: ManyTables; readonly fileName: string },
  signal?: AbortSignal,
): Promise<readonly FilePart[]> {
  const { path, format, fileName } = file;
  const reply = await inPartsThread({ do: 'list', format, path }, fileName, signal);
  if (reply.type !== 'parts') throw new Error('A list was asked for.');
  if (reply.parts.length === 0)
    throw new AppError('unprocessable', `${fileName} holds no table. Nothing was added.`);
  return reply.parts;
}

/**
 * Writes one table of a file to `target` as Parquet: the one that is named, else the first that has rows.
 * @returns its name, and what is to be said of it
 */
export async function convertPart(
  file: { readonly path: string; readonly format: ManyTables; readonly fileName: string },
  { part: wanted, target, folder }: { part: string | undefined; target: string; folder: string },
  signal?: AbortSignal,
): Promise<{ readonly part: string; readonly notes: readonly string[] }> {
  const { path, format, fileName } = file;
  const parts = await listParts(file, signal);
  const word = format === 'xlsx' ? 'sheet' : 'table';
  const chosen =
    wanted === undefined
      ? (parts.find(({ rows }) => rows > 0) ?? parts[0])
      : parts.find(({ name }) => name === wanted);
  if (!chosen)
    throw new AppError(
      'unprocessable',
      `${fileName} has no ${word} ${wanted}. It has ${parts
        .map(({ name }) => name)
        .join(', ')
        .slice(0, 300)}. Nothing was added.`,
    );
  if (chosen.rows === 0)
    throw new AppError(
      'unprocessable',
      `The ${word} ${chosen.name} of ${fileName} has no rows. Nothing was added.`,
    );
  const lines = join(folder, `part-${createId()}.jsonl`);
  try {
    const reply = await inPartsThread(
      { do: 'write', format, path, part: chosen.name, target: lines },
      fileName,
      signal,
    );
    if (reply.type !== 'written') throw new Error('A part was asked for.');
    const { columns, notes } = reply.written;
    await using db = await openDuckdb({ files: [lines], folder, signal });
    const texts = columns.map((_, place) => `c${place}: 'VARCHAR'`).join(', ');
    const typed = columns.map(({ name, type }, place) => `CAST(c${place} AS ${type}) AS ${quoteName(name)}`);
    await db.run(
      `COPY (SELECT ${typed.join(', ')} FROM read_json(${quoteText(lines)}, format = 'newline_delimited', columns = {${texts}}, maximum_object_size = 134217728)) TO ${quoteText(target)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    const others = parts.filter(({ name }) => name !== chosen.name).map(({ name }) => name);
    const rest =
      wanted === undefined && others.length > 0
        ? [`${fileName} also has ${others.join(', ').slice(0, 300)}; add it again for those.`]
        : [];
    return {
      part: chosen.name,
      notes: [`This is the ${word} ${chosen.name} of ${fileName}, which is kept too.`, ...notes, ...rest],
    };
  } finally {
    await rm(lines, { force: true });
  }
}
