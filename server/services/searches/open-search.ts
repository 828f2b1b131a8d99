import { and, count, eq, gte, lt } from 'drizzle-orm';
import { z } from 'zod';
import { sharedIdentity, sharedOptions } from '@/cells/bridge/trials';
import { command, query } from '../../command';
import type { Context } from '../../context';
import { blobReferences, blobs, searches } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { requireGrant } from '../notebooks';
import { removeSearches } from './remove-searches';
import { silenceMs } from './require-search';

/** Searches of one notebook that workers share at one time. */
const mostOpen = 4;

/** Refuses what `openSearch` would refuse whatever the table, so that none is sent in vain. */
export const checkRoom = query({
  action: 'search.read',
  input: z.object({ notebookId: z.string() }),
  async run(context, { notebookId }) {
    await requireGrant(context, notebookId, 'workers', 'workers');
    await requireRoom(context, notebookId);
    return {};
  },
});

/** Begins a search on a table that was uploaded before. Those of the notebook that their tabs have left are cleared away. */
export const openSearch = command({
  action: 'search.run',
  input: z.object({
    notebookId: z.string(),
    /** SHA-256 of the table's file. */
    table: z.string().regex(/^[0-9a-f]{64}$/),
    options: sharedOptions,
    identity: sharedIdentity,
  }),
  async run(context, { notebookId, table, options, identity }) {
    await requireGrant(context, notebookId, 'workers', 'workers');
    await requireRoom(context, notebookId);
    const now = context.now();
    const [blob] = await context.db.select().from(blobs).where(eq(blobs.hash, table)).for('update');
    if (!blob)
      throw new AppError('bad_request', 'The table of this search was not uploaded. Start the search again.');
    const id = createId();
    await context.db.insert(searches).values({
      ...{ id, notebookId, tableHash: table, options, identity, refusals: {} },
      ...{ heardAt: now, createdAt: now, createdBy: context.actor.id },
    });
    await context.db.insert(blobReferences).values({ hash: table, ownerKind: 'search', ownerId: id });
    // After that, for this table may have been theirs.
    await removeSearches(
      context,
      and(eq(searches.notebookId, notebookId), lt(searches.heardAt, silentSince(now))),
    );
    context.audit(`search:${id}`, { notebookId, bytes: blob.bytes });
    return { searchId: id };
  },
});

/** Those that their tabs have left take no room. */
async function requireRoom(
  { db, now }: { db: Pick<Context['db'], 'select'>; now(): Date },
  notebookId: string,
): Promise<void> {
  const [open] = await db
    .select({ searches: count() })
    .from(searches)
    .where(and(eq(searches.notebookId, notebookId), gte(searches.heardAt, silentSince(now()))));
  if ((open?.searches ?? 0) >= mostOpen)
    throw new AppError(
      'too_many_requests',
      `This notebook has ${mostOpen} searches on workers already. Stop one, or try again in some minutes.`,
    );
}

const silentSince = (now: Date) => new Date(now.getTime() - silenceMs);
