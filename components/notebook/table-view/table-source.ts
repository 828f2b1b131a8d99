import type { Table } from '@uwdata/flechette';
import type { DataEngine } from '@/cells/data';
import type { QueryColumn } from '@/cells/data/conditions';
import type { Measure } from '@/cells/data/measure';

/** Copies of larger tables are given up after each look at all columns: they would be there twice. */
const mostKept = 20_000_000;

/** A table as queries read it: column by column, so that DuckDB holds a copy of those only that were asked for. */
export interface TableSource {
  readonly table: Table;
  /** A column in the queries over `read`. */
  column(place: number): QueryColumn;
  /** What to read for these columns (one at least): the text after FROM, and the tables that it names. */
  read(places: readonly number[]): {
    readonly from: string;
    readonly tables: Readonly<Record<string, object>>;
  };
  /** The same with `place`, the number of the row. */
  readPlaces(places: readonly number[]): ReturnType<TableSource['read']>;
  /** Gives up the copies of these columns, or of all. */
  release(engine: DataEngine, places?: readonly number[]): void;
  /** The table is too large for its copies to stay. */
  readonly isLarge: boolean;
}

let made = 0;

export function createTableSource(table: Table, measures: readonly Measure[]): TableSource {
  // A name of its own in DuckDB, for as long as the view lives.
  const name = `cellar_view_${++made}`;
  const copies = new Map<number, Table>();

  function copyOf(place: number): Table {
    const known = copies.get(place);
    if (known) return known;
    const copy = table.selectAt([place], [`c${place}`]);
    copies.set(place, copy);
    return copy;
  }

  function read(places: readonly number[]) {
    const named = [...new Set(places)].map((place) => [`${name}_${place}`, copyOf(place)] as const);
    return {
      from: named.map(([view]) => view).join(' POSITIONAL JOIN '),
      tables: Object.fromEntries(named),
    };
  }

  return {
    table,
    column: (place) => ({ sql: `c${place}`, measure: measures[place] ?? 'other' }),
    read,
    readPlaces(places) {
      const { from, tables } = read(places);
      return { tables, from: `(SELECT (row_number() OVER () - 1)::INTEGER AS place, * FROM ${from})` };
    },
    release(engine, places = [...copies.keys()]) {
      for (const place of places) {
        const copy = copies.get(place);
        if (copy) engine.release(copy);
        copies.delete(place);
      }
    },
    isLarge: table.numRows * table.numCols > mostKept,
  };
}
