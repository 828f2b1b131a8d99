import { and, eq, ne } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { connections, grants } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { createSecretBox } from '../../secrets';
import { connectionName, limitFields, password, placeFields } from './connection-input';
import { ownerOf } from './target';

const id = z.string().max(100);
const fields = { name: connectionName, ...placeFields, ...limitFields };

/** Its password is sealed before it is stored, and in no answer, log or audit entry. */
export const createConnection = command({
  action: 'connection.change',
  input: z.object({ ...fields, password: password.default('') }),
  async run(context, { password, ...place }) {
    await requireFreeName(context, place.name, '');
    const id = createId();
    const now = context.now();
    await context.db.insert(connections).values({
      ...{ id, ...place, authority: place.authority || null },
      password: password === '' ? null : createSecretBox(context.config).seal(password, ownerOf(id)),
      ...{ createdAt: now, createdBy: context.actor.id, updatedAt: now },
    });
    context.audit(`connection:${id}`, toAudit(place));
    return { id, name: place.name };
  },
});

/**
 * Changes a connection. Without `password` the stored one stays, but only for the server and user that it was given for: otherwise it could
 * be had by sending it elsewhere.
 */
export const updateConnection = command({
  action: 'connection.change',
  input: z.object({ id, ...fields, password: password.optional() }),
  async run(context, { id, password, ...place }) {
    const before = await context.db.query.connections.findFirst({ where: eq(connections.id, id) });
    if (!before) throw gone();
    await requireFreeName(context, place.name, id);
    if (password === undefined && before.password !== null && !isSameServer(before, place))
      throw new AppError(
        'bad_request',
        'The password was given for another server, user or way of encryption. Give it again.',
      );
    if (place.name !== before.name) await requireUnused(context, id, before.name);
    await context.db
      .update(connections)
      .set({
        ...{ ...place, authority: place.authority || null, updatedAt: context.now() },
        ...(password !== undefined && {
          password: password === '' ? null : createSecretBox(context.config).seal(password, ownerOf(id)),
        }),
      })
      .where(eq(connections.id, id));
    context.audit(`connection:${id}`, { ...toAudit(place), newPassword: password !== undefined });
    return { id, name: place.name };
  },
});

/** Removes a connection with its password and with what notebooks were given of it. */
export const removeConnection = command({
  action: 'connection.change',
  input: z.object({ id }),
  async run(context, { id }) {
    const [row] = await context.db.delete(connections).where(eq(connections.id, id)).returning();
    if (!row) throw gone();
    const taken = await context.db
      .delete(grants)
      .where(and(eq(grants.kind, 'connection'), eq(grants.subjectId, id)))
      .returning({ notebookId: grants.notebookId });
    context.audit(`connection:${id}`, {
      removed: row.name,
      notebooks: taken.map(({ notebookId }) => notebookId),
    });
    return { id, name: row.name };
  },
});

/** Whether a password that was given for the one may be sent to the other. */
export const isSameServer = (
  a: Pick<z.output<z.ZodObject<typeof placeFields>>, 'kind' | 'host' | 'port' | 'user' | 'tls' | 'authority'>,
  b: typeof a,
): boolean =>
  (['kind', 'host', 'port', 'user', 'tls'] as const).every((key) => a[key] === b[key]) &&
  (a.authority || null) === (b.authority || null);

const toAudit = ({ authority, ...place }: { authority: string | null }) => ({
  ...place,
  ...(authority && { authority: 'given' }),
});

async function requireFreeName({ db }: CommandContext, name: string, id: string): Promise<void> {
  const taken = await db.query.connections.findFirst({
    where: and(eq(connections.name, name), ne(connections.id, id)),
    columns: { id: true },
  });
  if (taken)
    throw new AppError('conflict', `There is a connection named ${name} already. Choose another name.`);
}

/** Cells name it: another name would leave them without. */
async function requireUnused({ db }: CommandContext, id: string, name: string): Promise<void> {
  const used = await db.query.grants.findFirst({
    where: and(eq(grants.kind, 'connection'), eq(grants.subjectId, id)),
    columns: { id: true },
  });
  if (used)
    throw new AppError(
      'conflict',
      `Notebooks read from ${name} by this name, so it stays. Make another connection.`,
    );
}

const gone = () => new AppError('not_found', 'There is no such connection; it was removed meanwhile.');
