import { columnFromArray, type Table, tableFromColumns, tableToIPC, utf8 } from '@uwdata/flechette';
import type { DataEngine } from '@/cells/data';
import { type Arrangement, isArranged } from '@/cells/data/arrangement';
import { wholeTypeOf } from '@/cells/data/decode-result';
import { valueWriter } from '@/cells/data/write-value';
import { maskCell, type PersonalColumns } from '@/cells/personal';
import { orderQuery, type PlacedFilter } from './order';
import type { TableSource } from './table-source';
import type { ViewColumn } from './view-columns';

/**
 * What a view shows as an Arrow IPC stream, for a file: its rows in their order, its columns in theirs, values in full. Columns with personal
 * data become masked text.
 */
export async function exportTable(
  engine: DataEngine,
  source: TableSource,
  {
    columns,
    arrangement,
    others,
    personal,
  }: {
    columns: readonly ViewColumn[];
    arrangement: Arrangement;
    others: readonly PlacedFilter[];
    personal: PersonalColumns;
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const places = columns.map(({ place }) => place);
  const shown =
    isArranged(arrangement) || others.length > 0
      ? await readArranged(engine, source, places, { arrangement, others })
      : source.table.selectAt(places);
  const written = tableFromColumns(
    columns.map(({ name, place }, i) => {
      const column = shown.getChildAt(i);
      const field = source.table.schema.fields[place];
      const whole = field && wholeTypeOf(field);
      if (!personal.has(name)) return [name, whole ? columnFromArray(Array.from(column), whole) : column];
      const write = valueWriter(column);
      const masked = Array.from({ length: column.length }, (_, row) => maskCell(personal, name, write(row)));
      return [name, columnFromArray(masked, utf8())];
    }),
  );
  const ipc = tableToIPC(written, { format: 'stream' });
  if (!ipc) throw new Error('This table could not be written.');
  return Uint8Array.from(ipc);
}

async function readArranged(
  engine: DataEngine,
  source: TableSource,
  places: readonly number[],
  { arrangement, others }: { arrangement: Arrangement; others: readonly PlacedFilter[] },
): Promise<Table> {
  const { sql, parameters, tables } = orderQuery(source, arrangement, places, others);
  const table = await engine.query(sql, parameters, { tables });
  if (source.isLarge) source.release(engine, places);
  return table;
}
