/** What a person asked of one column. Values are texts as the table shows them; dates are `YYYY-MM-DD`, with a time where one is meant. */
export type Filter =
  | {
      readonly kind: 'range';
      readonly minimum?: string;
      readonly maximum?: string;
      /** An upper end that is left out itself, as of a bin. */
      readonly below?: string;
    }
  | { readonly kind: 'contains'; readonly text: string }
  /** One of these; null is a missing value. */
  | { readonly kind: 'values'; readonly values: readonly (string | null)[] }
  | { readonly kind: 'missing'; readonly isMissing: boolean };

export interface Sort {
  readonly column: number;
  readonly descending: boolean;
}

/** Columns are named by their place in the table: two may have the same name. */
export interface Arrangement {
  /** The first decides, the next among its equals. */
  readonly sorts: readonly Sort[];
  readonly filters: Readonly<Record<number, Filter>>;
}

export const unarranged: Arrangement = { sorts: [], filters: {} };

export const isArranged = ({ sorts, filters }: Arrangement): boolean =>
  sorts.length > 0 || Object.keys(filters).length > 0;

export const filteredColumns = ({ filters }: Arrangement): number[] => Object.keys(filters).map(Number);

/** Sorts by a column alone, or by it among the equals of those before; undefined no longer sorts by it. */
export function sortBy(
  { sorts, filters }: Arrangement,
  column: number,
  { descending, isAdded }: { descending: boolean | undefined; isAdded: boolean },
): Arrangement {
  const others = isAdded ? sorts : sorts.filter((sort) => sort.column === column);
  const isThere = others.some((sort) => sort.column === column);
  if (descending === undefined) return { filters, sorts: others.filter((sort) => sort.column !== column) };
  const sort = { column, descending };
  return {
    filters,
    sorts: isThere ? others.map((one) => (one.column === column ? sort : one)) : [...others, sort],
  };
}

/** Ascending, then descending, then as it was. */
export function stepSort(arrangement: Arrangement, column: number, isAdded: boolean): Arrangement {
  const now = arrangement.sorts.find((sort) => sort.column === column);
  const descending = now === undefined ? false : now.descending ? undefined : true;
  return sortBy(arrangement, column, { descending, isAdded });
}

export function filterBy(
  { sorts, filters }: Arrangement,
  column: number,
  filter: Filter | undefined,
): Arrangement {
  const { [column]: _, ...rest } = filters;
  return { sorts, filters: filter ? { ...rest, [column]: filter } : rest };
}

/** Adds a value to those that are let through, or takes it away; with the last one gone there is no filter. */
export function stepValue(filter: Filter | undefined, value: string | null): Filter | undefined {
  const values = filter?.kind === 'values' ? filter.values : [];
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  return next.length > 0 ? { kind: 'values', values: next } : undefined;
}
