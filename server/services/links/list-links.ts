import { and, desc, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { links, users } from '../../db/schema';
import { can } from '../../permissions';
import { createSecretBox } from '../../secrets';
import { ownerOf } from './token';

/** The links of a notebook that lead to it, and whether there may be any. Tokens are for those who may make some. */
export const listLinks = query({
  action: 'link.read',
  input: z.object({ notebookId: z.string() }),
  async run(context, { notebookId }) {
    const rows = await context.db
      .select({
        ...{ id: links.id, token: links.token, revision: links.revision, origins: links.origins },
        ...{ expiresAt: links.expiresAt, lastUsedAt: links.lastUsedAt, createdAt: links.createdAt },
        by: users.name,
      })
      .from(links)
      .leftJoin(users, eq(users.id, links.createdBy))
      .where(and(eq(links.notebookId, notebookId), isNull(links.revokedAt)))
      .orderBy(desc(links.createdAt));
    const box = createSecretBox(context.config);
    const maySee = can(context.actor, 'link.create');
    return {
      isAllowed: context.config.publicLinks,
      links: rows.map(({ token, ...link }) => ({
        ...link,
        isExpired: link.expiresAt !== null && link.expiresAt <= context.now(),
        token: maySee ? box.open(token, ownerOf(link.id)) : null,
      })),
    };
  },
});
