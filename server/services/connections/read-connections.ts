import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { connections, grants, notebooks } from '../../db/schema';

/** Every connection without its password, with the notebooks that may read from it. */
export const listConnections = query({
  action: 'connection.read',
  input: z.object({}),
  async run({ db }) {
    const rows = await db.select().from(connections).orderBy(connections.name);
    const uses = await db
      .select({ connectionId: grants.subjectId, id: notebooks.id, title: notebooks.title })
      .from(grants)
      .innerJoin(notebooks, and(eq(notebooks.id, grants.notebookId), isNull(notebooks.deletedAt)))
      .where(eq(grants.kind, 'connection'))
      .orderBy(notebooks.title);
    return rows.map(({ password, createdBy, ...connection }) => ({
      ...connection,
      hasPassword: password !== null,
      notebooks: uses
        .filter(({ connectionId }) => connectionId === connection.id)
        .map(({ id, title }) => ({ id, title })),
    }));
  },
});

/** The connections that a notebook may read from: what its frame may know of them. */
export const listGrantedConnections = query({
  action: 'connection.read',
  input: z.object({ notebookId: z.string() }),
  run: ({ db }, { notebookId }) =>
    db
      .select({ name: connections.name, kind: connections.kind })
      .from(grants)
      .innerJoin(connections, eq(connections.id, grants.subjectId))
      .where(and(eq(grants.notebookId, notebookId), eq(grants.kind, 'connection')))
      .orderBy(grants.createdAt),
});
