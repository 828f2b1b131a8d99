import { and, eq, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { artifactLimits, sayTooLarge } from '@/cells/tracking/artifact-path';
import { type ArtifactEvent, runArtifactSent } from '@/cells/tracking/run-event';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { artifacts, blobs, runs } from '../../db/schema';
import { AppError } from '../../errors';
import { putArtifact } from './artifacts';
import { requireRun } from './require-run';
import { takeInOrder } from './take-in-order';

/**
 * Takes in that a run of a notebook has a file, whose content is stored already. An event like all others of its client: one that comes
 * again changes nothing. Who calls this has stored the content and taken its hash: a client never says one.
 */
export const recordRunArtifact = command({
  action: 'run.log',
  isLog: true,
  input: runArtifactSent.extend({
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.number().int().nonnegative(),
  }),
  async run(context, { client, notebookId, event, hash, bytes }) {
    // Known even if it is refused: so it is collected.
    await context.db.insert(blobs).values({ hash, bytes, createdAt: context.now() }).onConflictDoNothing();
    return takeInOrder(context, { client, events: [event] }, async ({ runId, path }) => {
      const run = await requireRun(context, runId);
      if (run.notebookId !== notebookId)
        throw new AppError('forbidden', `The run ${runId} belongs to another notebook.`);
      await requireRoom(context, { runId, path, bytes });
      await putArtifact(context, { kind: 'run', id: runId }, { path, hash, bytes });
      // A collector may have taken an equal, forgotten file away in between: the client sends it again.
      if (!(await context.storage.has(hash)))
        throw new AppError('unavailable', `${path} was lost on the way. It is sent again.`);
      await context.db.update(runs).set({ heardAt: context.now() }).where(eq(runs.id, runId));
    });
  },
});

async function requireRoom(
  { db }: CommandContext,
  { runId, path, bytes }: Pick<ArtifactEvent, 'runId' | 'path'> & { bytes: number },
): Promise<void> {
  if (bytes > artifactLimits.fileBytes) throw new AppError('too_large', sayTooLarge(path, bytes));
  const [others] = await db
    .select({
      files: sql<number>`count(*)::int`,
      bytes: sql<number>`coalesce(sum(${artifacts.bytes}), 0)::float8`,
    })
    .from(artifacts)
    .where(and(eq(artifacts.ownerKind, 'run'), eq(artifacts.ownerId, runId), ne(artifacts.path, path)));
  if ((others?.files ?? 0) >= artifactLimits.files)
    throw new AppError(
      'too_large',
      `${path} is not kept: a notebook gives a run ${artifactLimits.files} files at most.`,
    );
  if ((others?.bytes ?? 0) + bytes > artifactLimits.runBytes)
    throw new AppError(
      'too_large',
      `${path} is not kept: the files that a notebook gives a run have ${artifactLimits.runBytes / 1024 ** 2} MB at most together.`,
    );
}
