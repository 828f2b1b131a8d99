import { tableFromIPC } from 'apache-arrow';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import type { Context } from '../../context';
import { connections } from '../../db/schema';
import { AppError } from '../../errors';
import { requireGrant } from '../notebooks';
import { password, placeFields } from './connection-input';
import { isSameServer } from './edit-connections';
import type { QueryingTask } from './querying-task';
import { queryingOf } from './querying-thread';
import { findTarget, openPassword } from './target';

/** Whether a connection works as it is typed: the server's version, and how long it took. Nothing is stored. */
export const testConnection = query({
  action: 'connection.change',
  input: z.object({
    ...placeFields,
    /** Whose password is used where none is given. */
    id: z.string().max(100).optional(),
    password: password.optional(),
  }),
  async run(context, { id, password, ...place }) {
    const began = performance.now();
    const stored = id && (await context.db.query.connections.findFirst({ where: eq(connections.id, id) }));
    const isKept = password === undefined && stored && stored.password !== null;
    if (isKept && !isSameServer(stored, place))
      throw new AppError(
        'bad_request',
        'The password was given for another server, user or way of encryption. Give it again.',
      );
    const target = await findTarget(
      context,
      {
        ...place,
        name: stored ? stored.name : 'this connection',
        maxRows: 10,
        maxBytes: 1e6,
        maxSeconds: 20,
      },
      isKept ? openPassword(context, stored) : password || undefined,
    );
    const [row] = await readAll(context, { do: 'version', target });
    return {
      version: String(Object.values(row ?? {})[0] ?? ''),
      milliseconds: Math.round(performance.now() - began),
    };
  },
});

const mostTables = 20_000;

/** Names of schemas and tables that a connection of a notebook can read; columns of one with `readGrantedColumns`. */
export const readGrantedTables = query({
  action: 'connection.query',
  input: z.object({ notebookId: z.string(), connection: z.string() }),
  async run(context, { notebookId, connection }) {
    const target = await grantedTarget(context, notebookId, connection);
    const rows = await readAll(context, { do: 'tables', target, most: mostTables + 1 });
    return {
      tables: rows
        .slice(0, mostTables)
        .map(({ schema, table }) => ({ schema: String(schema), table: String(table) })),
      hasMore: rows.length > mostTables,
    };
  },
});

export const readGrantedColumns = query({
  action: 'connection.query',
  input: z.object({
    notebookId: z.string(),
    connection: z.string(),
    schema: z.string().max(500),
    table: z.string().max(500),
  }),
  async run(context, { notebookId, connection, schema, table }) {
    const target = await grantedTarget(context, notebookId, connection);
    const rows = await readAll(context, { do: 'columns', target, schema, table });
    return { columns: rows.map(({ name, type }) => ({ name: String(name), type: String(type) })) };
  },
});

/** Where a connection that a notebook was given leads, now. */
export async function grantedTarget(
  context: Pick<Context, 'db' | 'config'>,
  notebookId: string,
  name: string,
) {
  const grant = await requireGrant(context, notebookId, 'connection', name);
  const row = await context.db.query.connections.findFirst({ where: eq(connections.id, grant.subjectId) });
  if (!row) throw new AppError('not_found', `The connection ${name} was removed.`);
  return findTarget(context, row, openPassword(context, row));
}

/** Rows of what is known to be small. */
async function readAll(
  context: Context,
  task: QueryingTask,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const parts: Uint8Array[] = [];
  const signal = context.signal ?? new AbortController().signal;
  for await (const news of queryingOf(context).run(task, signal)) {
    if (news.type === 'part') parts.push(news.bytes);
    if (news.type === 'failure') throw new AppError('unprocessable', news.message);
  }
  return tableFromIPC(Buffer.concat(parts))
    .toArray()
    .map((row) => row.toJSON());
}
