import { lt } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { searches } from '../../db/schema';
import { removeSearches } from './remove-searches';

const keptMs = 24 * 3_600_000;

/** Clears away the searches that nobody has asked after for a day: their tabs died. */
export const clearLeftSearches = command({
  action: 'search.try',
  isLog: true,
  input: z.object({}),
  async run(context) {
    const gone = await removeSearches(
      context,
      lt(searches.heardAt, new Date(context.now().getTime() - keptMs)),
    );
    if (gone.length > 0) context.audit('searches', { left: gone });
    return { cleared: gone.length };
  },
});
