import { and, eq } from 'drizzle-orm';
import type { Context } from '../../context';
import { searches } from '../../db/schema';
import { AppError } from '../../errors';

/** Milliseconds of silence after which a search counts as left: its tab asks for news every second, or each minute when it is hidden. */
export const silenceMs = 150_000;

/** Whether its tab has not asked after it for so long that it is not coming back; one that has ended is left, too. */
export const isLeft = (
  { now }: Pick<Context, 'now'>,
  search: { readonly heardAt: Date } | undefined,
): boolean => !search || now().getTime() - search.heardAt.getTime() > silenceMs;

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
