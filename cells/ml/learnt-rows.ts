import { Table, tableFromArrays, tableFromIPC, tableToIPC } from '@uwdata/flechette';
import { z } from 'zod';
import type { Column, Columns, HeldOut, PackageFiles } from './model';
import { textAt } from './read-table';
import { murmurHash } from './text/murmur-hash';

/**
 * Which rows a model has learnt from, so that it can be compared with another on rows that neither knows: 32 bits of a hash of each,
 * ascending. A row that it has not learnt from passes for a learnt one with a probability of rows / 2³².
 */
export interface LearntRows {
  /** What was hashed: inputs and target. */
  readonly columns: readonly string[];
  readonly hashes: Uint32Array;
}

/** An Arrow IPC file of one column. Older packages have none, nor have those of more rows than this. */
export const learntRowsFile = 'learnt-rows.arrow';
export const mostLearntRows = 2_000_000;
const metadataKey = 'cellar';
const aboutSchema = z.strictObject({ format: z.literal(1), columns: z.array(z.string()).min(1) });

/** Undefined for more rows than a package keeps. */
export function noteLearnt(columns: readonly Column[], numRows: number): LearntRows | undefined {
  if (numRows > mostLearntRows) return undefined;
  return { columns: columns.map(({ name }) => name), hashes: hashRows(columns, numRows).sort() };
}

/**
 * The places of the rows that a model has not learnt from: all but those whose inputs and target are a training row's, unless they are its
 * own held-out rows. Undefined where that cannot be told: it keeps no record, or reads columns that the rows do not have.
 */
export function findUnlearnt(
  rows: Columns,
  { learnt, heldOut }: { readonly learnt?: LearntRows; readonly heldOut?: Pick<HeldOut, 'rows'> },
): Uint32Array | undefined {
  const columns = learnt?.columns.map((name) => rows.columns.find((column) => column.name === name));
  if (!learnt || !columns?.every((column) => column !== undefined)) return undefined;
  const hashes = hashRows(columns, rows.numRows);
  const isOwn = heldOut ? areAmong(rows, heldOut.rows) : () => false;
  return Uint32Array.from(hashes.keys()).filter(
    (row) => isOwn(row) || !includes(learnt.hashes, hashes[row] ?? 0),
  );
}

/** Whether a row is one of the others, by the columns that both have. */
function areAmong(rows: Columns, others: Columns): (row: number) => boolean {
  const names = rows.columns.map(({ name }) => name);
  const shared = others.columns.filter(({ name }) => names.includes(name));
  const known = new Set(hashRows(shared, others.numRows));
  const asked = hashRows(
    shared.flatMap(({ name }) => rows.columns.find((column) => column.name === name) ?? []),
    rows.numRows,
  );
  return (row) => known.has(asked[row] ?? 0);
}

function hashRows(columns: readonly Column[], numRows: number): Uint32Array {
  const encoder = new TextEncoder();
  return Uint32Array.from({ length: numRows }, (_, row) =>
    murmurHash(encoder.encode(JSON.stringify(columns.map((column) => textAt(column, row))))),
  );
}

function includes(ascending: Uint32Array, wanted: number): boolean {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return ascending[low] === wanted;
}

export function writeLearnt({ columns, hashes }: LearntRows): Uint8Array {
  const table = tableFromArrays({ hash: hashes });
  const metadata = new Map([[metadataKey, JSON.stringify({ format: 1, columns })]]);
  const bytes = tableToIPC(new Table({ ...table.schema, metadata }, table.children), { format: 'file' });
  if (!bytes) throw new Error('The record of learnt rows could not be written.');
  return bytes;
}

/**
 * Undefined where the package has none.
 * @throws Error in words when the file is damaged
 */
export function readLearnt(files: PackageFiles): LearntRows | undefined {
  const bytes = files.get(learntRowsFile);
  if (!bytes) return undefined;
  try {
    const table = tableFromIPC(bytes);
    const { columns } = aboutSchema.parse(JSON.parse(table.schema.metadata?.get(metadataKey) ?? 'null'));
    if (table.numRows > mostLearntRows) throw new Error(`it has more than ${mostLearntRows} rows.`);
    return { columns, hashes: Uint32Array.from(table.getChild('hash') ?? []).sort() };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${learntRowsFile} of the package cannot be read: ${reason}`, { cause });
  }
}
