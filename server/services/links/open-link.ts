import { and, eq, isNull, lt, or } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { actingAs, type Context, type System } from '../../context';
import { links, notebooks } from '../../db/schema';
import { AppError } from '../../errors';
import { actorOf, workerId } from '../auth';
import { readNotebook } from '../notebooks';
import { encloseParts } from './enclose-parts';
import { gatherImports } from './gather-imports';
import { hashToken, isToken } from './token';

export interface OpenLink {
  readonly id: string;
  readonly notebookId: string;
  readonly revision: number | null;
  readonly origins: readonly string[];
}

/** One answer for every link that does not lead anywhere: nobody learns whether there ever was one. */
const leadsNowhere = () =>
  new AppError(
    'not_found',
    'This link does not lead anywhere: it was taken back, has run out, or is not whole. Ask whoever sent it for another one.',
  );

/**
 * What a token stands for. Every answer to a reader by link begins here, so that a link that is taken back ends at once.
 * @throws AppError not_found
 */
export async function openLink(system: System, token: string): Promise<OpenLink> {
  if (!system.config.publicLinks || !isToken(token)) throw leadsNowhere();
  const [row] = await system.db
    .select({
      ...{ id: links.id, notebookId: links.notebookId, revision: links.revision },
      ...{ origins: links.origins, expiresAt: links.expiresAt },
    })
    .from(links)
    .innerJoin(notebooks, eq(notebooks.id, links.notebookId))
    .where(and(eq(links.tokenHash, hashToken(token)), isNull(links.revokedAt), isNull(notebooks.deletedAt)));
  if (!row || (row.expiresAt && row.expiresAt <= system.now())) throw leadsNowhere();
  return row;
}

/** The revision that the link shows, as the server reads it for whoever has the link. */
export const readShown = async (system: System, link: Pick<OpenLink, 'notebookId' | 'revision'>) =>
  readNotebook(await asReader(system), { id: link.notebookId, revision: link.revision ?? undefined });

/**
 * The notebook as its reader gets it: the text that is run, with the cells of other notebooks that it imports, and nothing about who wrote
 * it or what became of it.
 */
export async function readShared(system: System, link: OpenLink) {
  const shown = await readShown(system, link);
  const { parts } = await gatherImports(system, shown);
  await noteUse(await asReader(system), { id: link.id });
  return { title: shown.title, html: encloseParts(shown.html, parts), savedAt: shown.savedAt };
}

/** Whoever has the link acts as nobody; what it gives is read for them by the server itself. */
export const asReader = async (system: System): Promise<Context> =>
  actingAs(system, await actorOf(system, workerId));

/** Milliseconds in which a second use is not written down. */
const usesEvery = 60_000;

/** When a link was last used: not who used it. */
const noteUse = command({
  action: 'link.use',
  isLog: true,
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const now = context.now();
    const before = new Date(now.getTime() - usesEvery);
    await context.db
      .update(links)
      .set({ lastUsedAt: now })
      .where(and(eq(links.id, id), or(isNull(links.lastUsedAt), lt(links.lastUsedAt, before))));
    return {};
  },
});
