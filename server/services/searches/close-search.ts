import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { searches } from '../../db/schema';
import { removeSearches } from './remove-searches';

/** Ends a search: what waits is not tried, what runs is not wanted any more. Closed twice is closed. */
export const closeSearch = command({
  action: 'search.run',
  input: z.object({ notebookId: z.string(), searchId: z.string() }),
  async run(context, { notebookId, searchId }) {
    context.audit(`search:${searchId}`, { closed: true });
    await removeSearches(context, and(eq(searches.id, searchId), eq(searches.notebookId, notebookId)));
    return {};
  },
});
