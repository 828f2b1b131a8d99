import { z } from 'zod';
import { command } from '../../../command';
import { logErasures } from '../../../db/schema';
import { createId } from '../../../id';
import type { JobType } from '../../../queue/queue';
import { modelName } from '../../registry';
import { hashOfKey } from './erased-rows';

export interface ErasureJob {
  readonly erasureId: string;
}

/** Rewrites the files in which an erased subject stands. Done twice is done once. */
export const eraseSubjectJob: JobType<ErasureJob> = {
  name: 'erase-subject',
  schema: z.object({ erasureId: z.string() }),
  expireInSeconds: 2 * 3600,
  retryLimit: 20,
  retryDelaySeconds: 30,
};

/**
 * Erases what the log holds of a subject: its predictions with their inputs, and their labels. From now on nothing of it is written
 * again; `keepOut` says so of what is logged later, too. The key itself is kept nowhere.
 */
export const eraseSubject = command({
  action: 'log.erase',
  input: z.object({
    /** Of every model, when none is named. */
    model: modelName.optional(),
    key: z.string().min(1, 'Whose predictions? Give the key of the subject').max(200),
    keepOut: z.boolean().default(false),
    reason: z.string().trim().max(1000).default(''),
  }),
  async run(context, { model, key, keepOut, reason }) {
    const id = createId();
    const now = context.now();
    await context.db.insert(logErasures).values({
      id,
      model: model ?? null,
      keyHash: hashOfKey(context, key),
      until: keepOut ? null : now,
      state: 'running',
      reason,
      createdAt: now,
      createdBy: context.actor.id,
    });
    await context.queue.send(eraseSubjectJob, { erasureId: id });
    context.audit(`erasure:${id}`, { ...(model && { model }), keepOut, reason });
    return { id };
  },
});
