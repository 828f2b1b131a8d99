import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { links, notebooks, revisions } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { createSecretBox } from '../../secrets';
import { createToken, hashToken, ownerOf } from './token';

const originShape = /^https?:\/\/(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d+)?$/i;

/** `https://example.com`, `http://localhost:8080`: no path, no pattern. */
const origin = z
  .string()
  .max(300)
  .transform((text) => text.trim().replace(/\/$/, ''))
  .refine(
    (text) => originShape.test(text) && URL.canParse(text) && new URL(text).origin === text.toLowerCase(),
    'An origin is the beginning of an address, such as https://example.com',
  )
  .transform((text) => text.toLowerCase());

export const notAllowed = () =>
  new AppError(
    'forbidden',
    'This workspace does not let anybody share by link. Who runs the server can allow it: start it with PUBLIC_LINKS=on.',
  );

/** A link for anybody. Its address is told, and can be asked for again. */
export const createLink = command({
  action: 'link.create',
  input: z.object({
    notebookId: z.string(),
    /** Null follows the newest. */
    revision: z.number().int().positive().nullable().default(null),
    origins: z.array(origin).max(20).default([]),
    expiresAt: z.iso.datetime().nullable().default(null),
  }),
  async run(context, { notebookId, revision, origins, expiresAt }) {
    if (!context.config.publicLinks) throw notAllowed();
    const notebook = await context.db.query.notebooks.findFirst({
      where: and(eq(notebooks.id, notebookId), isNull(notebooks.deletedAt)),
      columns: { title: true },
    });
    if (!notebook) throw new AppError('not_found', 'There is no such notebook.');
    if (revision !== null) {
      const found = await context.db.query.revisions.findFirst({
        where: and(eq(revisions.notebookId, notebookId), eq(revisions.number, revision)),
        columns: { id: true },
      });
      if (!found) throw new AppError('not_found', `This notebook has no revision ${revision}.`);
    }
    const until = expiresAt === null ? null : new Date(expiresAt);
    if (until && until <= context.now())
      throw new AppError('unprocessable', 'The link would have run out already. Choose a later day.');
    const id = createId();
    const token = createToken();
    await context.db.insert(links).values({
      ...{ id, notebookId, revision, origins: [...new Set(origins)], expiresAt: until },
      ...{ tokenHash: hashToken(token), token: createSecretBox(context.config).seal(token, ownerOf(id)) },
      ...{ createdAt: context.now(), createdBy: context.actor.id },
    });
    context.audit(`notebook:${notebookId}`, { link: id, revision, origins, expiresAt });
    return { id, token };
  },
});

/** The link leads nowhere from now on. */
export const revokeLink = command({
  action: 'link.revoke',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [row] = await context.db
      .update(links)
      .set({ revokedAt: context.now() })
      .where(and(eq(links.id, id), isNull(links.revokedAt)))
      .returning({ notebookId: links.notebookId });
    if (!row) throw new AppError('not_found', 'This link was taken back already.');
    context.audit(`notebook:${row.notebookId}`, { link: id, revoked: true });
    return {};
  },
});

/** Undoes that. */
export const restoreLink = command({
  action: 'link.create',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    if (!context.config.publicLinks) throw notAllowed();
    const [row] = await context.db
      .update(links)
      .set({ revokedAt: null })
      .where(and(eq(links.id, id), isNotNull(links.revokedAt)))
      .returning({ notebookId: links.notebookId });
    if (!row) throw new AppError('not_found', 'This link leads to its app already, or is gone.');
    context.audit(`notebook:${row.notebookId}`, { link: id, revoked: false });
    return {};
  },
});
