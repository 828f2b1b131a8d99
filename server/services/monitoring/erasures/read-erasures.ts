import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../../command';
import { logErasures, users } from '../../../db/schema';
import { AppError } from '../../../errors';

const shown = {
  id: logErasures.id,
  model: logErasures.model,
  keyHash: logErasures.keyHash,
  until: logErasures.until,
  state: logErasures.state,
  predictions: logErasures.predictions,
  labels: logErasures.labels,
  reason: logErasures.reason,
  at: logErasures.createdAt,
  doneAt: logErasures.doneAt,
  by: users.name,
};

/** Whose predictions were erased, newest first; never the key. */
export const listErasures = query({
  action: 'model.read',
  input: z.object({}),
  run: ({ db }) =>
    db
      .select(shown)
      .from(logErasures)
      .leftJoin(users, eq(users.id, logErasures.createdBy))
      .orderBy(desc(logErasures.createdAt))
      .limit(200),
});

/** The proof of one: every file before and after, with rows and hashes. */
export const readErasure = query({
  action: 'model.read',
  input: z.object({ id: z.string().max(100) }),
  async run({ db }, { id }) {
    const [row] = await db
      .select({ ...shown, days: logErasures.days })
      .from(logErasures)
      .leftJoin(users, eq(users.id, logErasures.createdBy))
      .where(eq(logErasures.id, id));
    if (!row) throw new AppError('not_found', 'There is no record of such an erasure.');
    return row;
  },
});
