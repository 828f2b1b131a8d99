import type { ExtractTablesWithRelations } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type * as schema from './schema';

/**
 * The one database, PGlite or PostgreSQL. Services see only this type, so that nothing depends on which it is. A use of the
 * database itself inside an open transaction would wait for ever on PGlite and is refused at once (`guard.ts`).
 */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema, ExtractTablesWithRelations<typeof schema>>;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];
