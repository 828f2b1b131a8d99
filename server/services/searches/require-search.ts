import { and, eq } from 'drizzle-orm';
import type { Context } from '../../context';
import { grants, searches } from '../../db/schema';
import { AppError } from '../../errors';

/** Milliseconds of silence after which a search counts as left: its tab asks for news every second, or each minute when it is hidden. */
export const silenceMs = 150_000;

/** Whether a search goes on: it has not ended, its tab has not left it, and nobody took back that its notebook may. */
export async function isWanted(
  { db, now }: { db: Pick<Context['db'], 'select'>; now(): Date },
  searchId: string,
): Promise<boolean> {
  const [search] = await db
    .select({ heardAt: searches.heardAt })
    .from(searches)
    .innerJoin(grants, and(eq(grants.notebookId, searches.notebookId), eq(grants.kind, 'workers')))
    .where(eq(searches.id, searchId));
  return search !== undefined && now().getTime() - search.heardAt.getTime() <= silenceMs;
}

/** A search of this very notebook: no other knows it. */
export async function requireSearch(
  { db }: { db: Pick<Context['db'], 'select'> },
  { notebookId, searchId }: { notebookId: string; searchId: string },
) {
  const [search] = await db
    .select({ id: searches.id, heardAt: searches.heardAt, refusals: searches.refusals })
    .from(searches)
    .where(and(eq(searches.id, searchId), eq(searches.notebookId, notebookId)));
  if (!search) throw new AppError('not_found', 'This search has ended, or is not one of this notebook.');
  return search;
}
