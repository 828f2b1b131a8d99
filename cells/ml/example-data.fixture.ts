import { readFileSync } from 'node:fs';
import { autoType, csvParse } from 'd3';
import type { Columns } from './model';
import { readTable } from './read-table';

/** A file of `examples/data` as columns: numbers, dates and text as d3 reads them, the rest missing. */
export function readExampleData(name: 'bike-sharing-hour' | 'california-housing' | 'penguins'): Columns {
  const text = readFileSync(new URL(`../../examples/data/${name}.csv`, import.meta.url), 'utf8');
  return readTable([...csvParse(text, autoType)]).columns;
}

/** Columns without some of them. */
export function without(table: Columns, ...names: string[]): Columns {
  return { ...table, columns: table.columns.filter(({ name }) => !names.includes(name)) };
}

/** The bike rides with what is known before the hour: neither the row number nor the two parts of the count. */
export function readBikeRides(): Columns {
  return without(readExampleData('bike-sharing-hour'), 'instant', 'casual', 'registered', 'dteday');
}
