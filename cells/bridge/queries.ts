import { z } from 'zod';

/** Queries to connections, as they cross between frame, page and server. */

const scalar = z.union([
  z.string().max(10_000_000),
  z.number(),
  z.boolean(),
  z.null(),
  /** What JSON has no word for: a whole number beyond 2^53, a date in ISO 8601. */
  z.object({ type: z.enum(['int64', 'timestamp']), text: z.string().max(100) }),
]);

/** Texts with a bound parameter between each and the next. */
export const queryStatement = z.object({
  texts: z.array(z.string().max(1_000_000)).min(1).max(1001),
  parameters: z.array(z.union([scalar, z.array(scalar).max(100_000)])).max(1000),
});
export type QueryStatement = z.infer<typeof queryStatement>;

export const grantedConnection = z.object({
  /** As cells write it: `database="warehouse"`. */
  name: z.string(),
  kind: z.enum(['postgresql', 'clickhouse', 'trino']),
});
export type GrantedConnection = z.infer<typeof grantedConnection>;

export const connectionTables = z.object({
  tables: z.array(z.object({ schema: z.string(), table: z.string() })),
  /** There are more than are listed. */
  hasMore: z.boolean(),
});
export type ConnectionTables = z.infer<typeof connectionTables>;

export const connectionColumns = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
});
