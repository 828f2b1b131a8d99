import type { Table } from '@uwdata/flechette';
import type { DataEngine } from '@/cells/data';
import type { QueryColumn } from '@/cells/data/conditions';
import type { Measure } from '@/cells/data/measure';

/**
 * A table as queries read it. A large one goes column by column, so that DuckDB holds copies of those only that were asked for; others go whole,
 * as five hundred small copies take longer than one.
 */
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
  /** Copies are given up after each look at all columns: the table would be there twice. */
  readonly isLarge: boolean;
}

/** A table of more columns is never copied whole: DuckDB takes ten seconds for five thousand. */
const mostWhole = 500;

let made = 0;

/** @param mostKept values up to which a table is copied whole */
export function createTableSource(
  table: Table,
  measures: readonly Measure[],
  mostKept = 20_000_000,
): TableSource {
  // A name of its own in DuckDB, for as long as the view lives.
  const name = `cellar_view_${++made}`;
  const copies = new Map<number, Table>();
  const isLarge = table.numRows * table.numCols > mostKept || table.numCols > mostWhole;
  const places = table.names.map((_, place) => place);
  const whole = isLarge ? undefined : table.selectAt(places, places.map(columnName));

  function copyOf(place: number): Table {
    const known = copies.get(place);
    if (known) return known;
    const copy = table.selectAt([place], [columnName(place)]);
    copies.set(place, copy);
    return copy;
  }

  function read(places: readonly number[]) {
    if (whole) return { from: name, tables: { [name]: whole } };
    const named = [...new Set(places)].map((place) => [`${name}_${place}`, copyOf(place)] as const);
    return {
      from: named.map(([view]) => view).join(' POSITIONAL JOIN '),
      tables: Object.fromEntries(named),
    };
  }

  return {
    table,
    column: (place) => ({ sql: columnName(place), measure: measures[place] ?? 'other' }),
    read,
    readPlaces(places) {
      const { from, tables } = read(places);
      return { tables, from: `(SELECT (row_number() OVER () - 1)::INTEGER AS place, * FROM ${from})` };
    },
    release(engine, places = [...copies.keys()]) {
      if (whole) engine.release(whole);
      for (const place of places) {
        const copy = copies.get(place);
        if (copy) engine.release(copy);
        copies.delete(place);
      }
    },
    isLarge,
  };
}

const columnName = (place: number): string => `c${place}`;
