import { useMemo, useRef } from 'react';
import type { DataEngine } from '@/cells/data';
import { type Arrangement, isArranged } from '@/cells/data/arrangement';
import { orderQuery, type PlacedFilter } from './order';
import { type Hits, noHits, placeHits, searchQuery } from './search';
import { type ColumnSummary, type FilteredSummary, summarize, summarizeFiltered } from './summarize';
import type { TableSource } from './table-source';
import { type Latest, useLatest, type Wish } from './use-latest';
import type { ViewColumn } from './view-columns';

/** Places of the rows to show, in order; without a value all of them as they are. */
export function useOrder(
  engine: DataEngine,
  source: TableSource,
  arrangement: Arrangement,
  others: readonly PlacedFilter[],
): Latest<ArrayLike<number>> {
  const wish = useMemo<Wish<ArrayLike<number>> | undefined>(() => {
    if (!isArranged(arrangement) && others.length === 0) return undefined;
    return async (signal) => {
      const { sql, parameters, tables } = orderQuery(source, arrangement, [], others);
      return (await engine.query(sql, parameters, { signal, tables })).getChild('place').toArray();
    };
  }, [engine, source, arrangement, others]);
  return useLatest(wish);
}

/** Summaries of the columns that may be summarized, once the table is seen. A table without them is still a table. */
export function useSummaries(
  engine: DataEngine,
  source: TableSource,
  columns: readonly ViewColumn[] | undefined,
): Latest<ReadonlyMap<number, ColumnSummary>> {
  const known = useRef(new Map<number, ColumnSummary>());
  // biome-ignore lint/correctness/useExhaustiveDependencies: another table has other summaries
  useMemo(() => known.current.clear(), [source]);
  const wish = useMemo<Wish<ReadonlyMap<number, ColumnSummary>> | undefined>(() => {
    // Of a wide table columns come into view one after the other.
    const missing = columns?.filter(({ place }) => !known.current.has(place));
    if (!columns || (missing?.length === 0 && columns.length > 0))
      return columns && (async () => new Map(known.current));
    return async (signal) => {
      const found = await summarize(engine, source, missing ?? [], signal);
      for (const [place, summary] of found) known.current.set(place, summary);
      return new Map(known.current);
    };
  }, [engine, source, columns]);
  return useLatest(wish);
}

/** The summaries of the columns in view, each under the filters of the others. */
export function useFilteredSummaries(
  engine: DataEngine,
  source: TableSource,
  {
    arrangement,
    columns,
    summaries,
  }: {
    arrangement: Arrangement;
    columns: readonly ViewColumn[];
    summaries: ReadonlyMap<number, ColumnSummary> | undefined;
  },
): ReadonlyMap<number, FilteredSummary> | undefined {
  const { filters } = arrangement;
  const wish = useMemo<Wish<ReadonlyMap<number, FilteredSummary>> | undefined>(() => {
    if (!summaries || Object.keys(filters).length === 0) return undefined;
    const summarized = columns.flatMap((column) => {
      const summary = summaries.get(column.place);
      return summary ? [{ ...column, summary }] : [];
    });
    return (signal) =>
      summarizeFiltered(engine, source, summarized, { arrangement: { sorts: [], filters }, signal });
  }, [engine, source, filters, columns, summaries]);
  return useLatest(wish).value;
}

/** Columns of a large table whose copies are searched at once. */
const columnsAtOnce = 8;
/** A breath between typing and searching. */
const breathMs = 120;

/** Where a text stands in the rows shown. */
export function useHits(
  engine: DataEngine,
  source: TableSource,
  {
    text,
    columns,
    order,
  }: { text: string; columns: readonly number[]; order: ArrayLike<number> | undefined },
): Latest<Hits> {
  const wish = useMemo<Wish<Uint16Array> | undefined>(() => {
    if (text === '') return undefined;
    return async (signal) => {
      await new Promise((resolve) => setTimeout(resolve, breathMs));
      const perPlace = new Uint16Array(source.table.numRows);
      const step = source.isLarge ? columnsAtOnce : columns.length;
      for (let at = 0; at < columns.length; at += step) {
        const some = columns.slice(at, at + step);
        const query = searchQuery(source, some, text);
        if (!query) continue;
        const found = await engine.query(query.sql, query.parameters, { signal, tables: query.tables });
        const places: ArrayLike<number> = found.getChild('place').toArray();
        const hits: ArrayLike<number> = found.getChild('hits').toArray();
        for (let i = 0; i < places.length; i++) {
          const place = places[i] ?? 0;
          perPlace[place] = (perPlace[place] ?? 0) + (hits[i] ?? 0);
        }
        if (source.isLarge) source.release(engine, some);
      }
      return perPlace;
    };
  }, [engine, source, text, columns]);
  const { value, ...rest } = useLatest(wish);
  const hits = useMemo(() => (value ? placeHits(value, order) : noHits), [value, order]);
  return { ...rest, value: hits };
}
