import { z } from 'zod';

const text = z.string().max(500);
/** A number, or a date with or without a time of the day. */
const end = z.string().regex(/^-?[\d.]+(e[-+]?\d+)?$|^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/i);

/** What a person asked of one column. Values are texts as the table shows them; dates are `YYYY-MM-DD`, with a time where one is meant. */
export const filterSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('range'),
    minimum: end.optional(),
    maximum: end.optional(),
    /** An upper end that is left out itself, as of a bin. */
    below: end.optional(),
  }),
  z.object({ kind: z.literal('contains'), text }),
  /** One of these; null is a missing value. */
  z.object({ kind: z.literal('values'), values: z.array(text.nullable()).max(200).readonly() }),
  z.object({ kind: z.literal('missing'), isMissing: z.boolean() }),
]);

export type Filter = Readonly<z.infer<typeof filterSchema>>;

const sortSchema = z.object({ column: z.number().int().min(0), descending: z.boolean() });

export type Sort = Readonly<z.infer<typeof sortSchema>>;

/** Columns are named by their place in the table: two may have the same name. */
export const arrangementSchema = z.object({
  /** The first decides, the next among its equals. */
  sorts: z.array(sortSchema).max(16).readonly(),
  filters: z.record(z.string().regex(/^\d{1,5}$/), filterSchema).readonly(),
});

export type Arrangement = Readonly<z.infer<typeof arrangementSchema>>;

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
