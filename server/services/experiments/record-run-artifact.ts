import { and, eq, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { artifactLimits, sayTooLarge } from '@/cells/tracking/artifact-path';
import { runArtifactSent } from '@/cells/tracking/run-event';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { artifacts, blobs, eventClients, runs } from '../../db/schema';
import { AppError } from '../../errors';
import { putArtifact } from './artifacts';
import { blockBytes, countInDay, readNotebookDay, requireRoomInDay } from './notebook-day';
import { requireRun } from './require-run';
import { isRefusal, takeInOrder } from './take-in-order';

const sentFile = runArtifactSent.extend({ content: z.instanceof(Uint8Array) });
type SentFile = z.output<typeof sentFile>;

/**
 * Takes a file of a notebook's run in. An event like all others of its client: one that comes again changes nothing. The content of what is
 * refused is never stored, and its hash is taken here: a client never says one.
 */
export const recordRunArtifact = command({
  action: 'run.log',
  isLog: true,
  input: sentFile,
  async prepare(context, sent) {
    const known = await context.db.query.eventClients.findFirst({
      where: eq(eventClients.client, sent.client),
    });
    if (known && sent.event.sequence <= known.sequence) return undefined;
    try {
      await context.db.transaction((db) => requireRoom({ db, now: context.now }, sent));
    } catch (error) {
      // Said again below, where the refusal is written down.
      if (isRefusal(error)) return undefined;
      throw error;
    }
    // All that it changes until then is a file that nothing names.
    return context.storage.put(sent.content);
  },
  async run(context, sent, stored) {
    const { client, notebookId, event } = sent;
    // Known even if it is refused by now: so it is collected.
    if (stored)
      await context.db
        .insert(blobs)
        .values({ ...stored, createdAt: context.now() })
        .onConflictDoNothing();
    return takeInOrder(context, { client, events: [event] }, async ({ runId, path }) => {
      await requireRoom(context, sent);
      // There was no room a moment ago, or a collector took an equal, forgotten file away in between: the client sends it again.
      if (!stored || !(await context.storage.has(stored.hash)))
        throw new AppError('unavailable', `${path} was lost on the way. It is sent again.`);
      await putArtifact(context, { kind: 'run', id: runId }, { path, ...stored });
      await countInDay(context, notebookId, { bytes: Math.max(stored.bytes, blockBytes) });
      await context.db.update(runs).set({ heardAt: context.now() }).where(eq(runs.id, runId));
    });
  },
});

/** Throws AppError, in words for the notebook's author, where the run or its notebook takes no such file. */
async function requireRoom(
  { db, now }: Pick<CommandContext, 'db' | 'now'>,
  { notebookId, event: { runId, path }, content: { byteLength: bytes } }: SentFile,
): Promise<void> {
  const run = await requireRun({ db }, runId);
  if (run.notebookId !== notebookId)
    throw new AppError('forbidden', `The run ${runId} belongs to another notebook.`);
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
  requireRoomInDay(await readNotebookDay({ db, now }, notebookId), { bytes }, path);
}
