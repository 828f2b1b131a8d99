import {
  columnFromArray,
  dictionary,
  float64,
  int32,
  Table,
  tableFromColumns,
  tableFromIPC,
  tableToIPC,
  utf8,
} from '@uwdata/flechette';
import { z } from 'zod';
import type { Column } from './model';
import type { TableRead } from './read-table';

const metadataKey = 'cellar';
const aboutSchema = z.strictObject({
  format: z.literal(1),
  types: z.array(z.enum(['number', 'string', 'boolean', 'date'])),
  skipped: z.array(z.strictObject({ name: z.string(), reason: z.string() })),
});

/**
 * A table that was read for training, as an Arrow IPC file: every float keeps its bits. `readTableFile` gives the same table back; text
 * with half a surrogate pair alone does not survive, for UTF-8 has no word for it.
 */
export function writeTableFile({ columns: { columns }, skipped }: TableRead): Uint8Array {
  const about: z.infer<typeof aboutSchema> = {
    format: 1,
    types: columns.map(({ type }) => type),
    skipped: [...skipped],
  };
  const table = tableFromColumns(columns.map((column) => [column.name, encode(column)]));
  const metadata = new Map([[metadataKey, JSON.stringify(about)]]);
  const bytes = tableToIPC(new Table({ ...table.schema, metadata }, table.children), { format: 'file' });
  if (!bytes) throw new Error('The table could not be written.');
  return bytes;
}

/** @throws Error in words when the file is damaged */
export function readTableFile(bytes: Uint8Array): TableRead {
  const table = tableFromIPC(bytes);
  const about = aboutSchema.safeParse(JSON.parse(table.schema.metadata?.get(metadataKey) ?? 'null'));
  if (!about.success || about.data.types.length !== table.children.length)
    throw new Error('The table of this search does not say, in format 1, what its columns hold.');
  const { types, skipped } = about.data;
  const columns = table.children.map((column, i): Column => {
    const name = String(table.names[i]);
    const type = types[i] ?? 'string';
    if (type !== 'string') return { name, type, values: Float64Array.from(column, Number) };
    return { name, type, values: Array.from(column, (value) => (value === null ? null : String(value))) };
  });
  return { columns: { numRows: table.numRows, columns }, skipped };
}

/** Missing numbers stay NaN: a null would be another array to keep. */
function encode(column: Column) {
  if (column.type !== 'string') return columnFromArray(column.values, float64());
  const isDistinct = new Set(column.values).size * 2 > column.values.length;
  return columnFromArray([...column.values], isDistinct ? utf8() : dictionary(utf8(), int32()));
}
