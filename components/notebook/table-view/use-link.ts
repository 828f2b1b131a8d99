import { useEffect, useMemo, useRef, useState } from 'react';
import type { Arrangement } from '@/cells/data/arrangement';
import type { Clause } from '@/cells/data/clause';
import type { CrossFilters, Member } from '@/cells/data/cross-filter';
import type { PlacedFilter } from './order';
import type { ViewColumn } from './view-columns';

/** Where a table can be linked: the name of its data, and who it is among the linked. */
export interface TableLink {
  readonly filters: CrossFilters;
  readonly group: string;
  readonly id: string;
}

const nothing: readonly PlacedFilter[] = [];
const nobody: readonly Clause[] = [];

/** Tells the linked charts what this table lets through, and gives what they do. Columns are found by name; of two the first. */
export function useLink(
  link: TableLink | undefined,
  { arrangement, columns }: { arrangement: Arrangement; columns: readonly ViewColumn[] },
): { readonly others: readonly PlacedFilter[]; readonly clauses: readonly Clause[]; clearAll(): void } {
  const [clauses, setClauses] = useState(nobody);
  const member = useRef<Member>(undefined);
  const { filters } = arrangement;

  useEffect(() => {
    if (!link) return;
    const joined = link.filters.join(link.group, link.id, {
      onChange: () => setClauses(joined.others().map(({ clause }) => clause)),
    });
    member.current = joined;
    setClauses(joined.others().map(({ clause }) => clause));
    return () => {
      joined.set(undefined);
      joined.leave();
      member.current = undefined;
      setClauses(nobody);
    };
  }, [link]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new link is told what holds already
  useEffect(() => {
    member.current?.set(
      Object.entries(filters).flatMap(([place, filter]) => {
        const column = columns[Number(place)];
        return column ? [{ column: column.name, measure: column.measure, filter }] : [];
      }),
    );
  }, [link, filters, columns]);

  const others = useMemo(() => {
    if (clauses.length === 0) return nothing;
    const placeOf = new Map(columns.toReversed().map(({ name, place }) => [name, place]));
    return clauses.flat().flatMap(({ column, filter }) => {
      const place = placeOf.get(column);
      return place === undefined ? [] : [{ place, filter }];
    });
  }, [clauses, columns]);
  return { others, clauses, clearAll: () => member.current?.clearAll() };
}
