import { eq } from 'drizzle-orm';
import { type RunEvent, runEventBatch } from '@/cells/tracking/run-event';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { runMetrics, runs } from '../../db/schema';
import { AppError } from '../../errors';
import { writeToRun } from './log-run';
import { blockBytes, countInDay, type NotebookDay, readNotebookDay, requireRoomInDay } from './notebook-day';
import { insertRun } from './start-run';
import { takeInOrder } from './take-in-order';

/** When a run that was interrupted went on, the last time. */
const resumedTag = 'cellar.resumedAt';

/** Takes events of one client in, each once, in the order of their numbers. */
export const recordRunEvents = command({
  action: 'run.log',
  isLog: true,
  input: runEventBatch,
  async run(context, { client, notebookId, events }) {
    const before = await readNotebookDay(context, notebookId);
    let eventBytes = 0;
    const taken = await takeInOrder(context, { client, events }, async (event) => {
      const bytes = bytesOf(event);
      const day = { ...before, eventBytes: before.eventBytes + eventBytes };
      await takeEvent(context, { notebookId, day, bytes }, event);
      eventBytes += bytes;
    });
    if (eventBytes > 0) await countInDay(context, notebookId, { eventBytes });
    return taken;
  },
});

/** As it came, and of a run the row that it makes. */
const bytesOf = (event: RunEvent): number =>
  Math.max(JSON.stringify(event).length, event.type === 'start' ? blockBytes : 0);

interface From {
  readonly notebookId: string;
  readonly day: NotebookDay;
  readonly bytes: number;
}

async function takeEvent(
  context: CommandContext,
  { notebookId, day, bytes }: From,
  event: RunEvent,
): Promise<void> {
  const run = await context.db.query.runs.findFirst({
    where: eq(runs.id, event.runId),
    columns: { notebookId: true, tags: true, status: true },
  });
  // A run that was taken may end: otherwise it would seem to go on.
  if (event.type !== 'end' || run?.status !== 'RUNNING')
    requireRoomInDay(day, { eventBytes: bytes }, `${eventWords[event.type]} of the run ${event.runId}`);
  if (run && run.notebookId !== notebookId)
    throw new AppError('forbidden', `The run ${event.runId} belongs to another notebook.`);
  const resumedAt = Date.parse(run?.tags[resumedTag] ?? '') || undefined;
  await heedEvent(context, { notebookId, resumedAt }, event);
  await context.db.update(runs).set({ heardAt: context.now() }).where(eq(runs.id, event.runId));
}

const eventWords: Readonly<Record<RunEvent['type'], string>> = {
  start: 'The beginning',
  resume: 'The going on',
  metrics: 'A part of the curve',
  describe: 'A description',
  end: 'The end',
};

interface Heard {
  readonly notebookId: string;
  /** When the run went on after it was interrupted, in milliseconds by the clock of the client. */
  readonly resumedAt?: number;
}

async function heedEvent(
  context: CommandContext,
  { notebookId, resumedAt }: Heard,
  event: RunEvent,
): Promise<void> {
  switch (event.type) {
    case 'start': {
      const { type: _type, sequence: _sequence, at, runId, ...start } = event;
      if (start.parentId !== undefined) await requireOwnParent(context, notebookId, start.parentId);
      const started = await insertRun(context, {
        ...start,
        notebookId,
        id: runId,
        startedAt: at,
        status: 'RUNNING',
      });
      context.audit(`run:${runId}`, { experimentId: started.experimentId, name: started.name });
      return;
    }
    case 'resume':
      await writeToRun(context, event.runId, { tags: { [resumedTag]: new Date(event.at).toISOString() } });
      await context.db.update(runs).set({ status: 'RUNNING', endedAt: null }).where(eq(runs.id, event.runId));
      context.audit(`run:${event.runId}`, { status: 'RUNNING', resumed: true });
      return;
    case 'metrics':
      await writeToRun(context, event.runId, {
        metrics: resumedAt === undefined ? event.points : await withoutRepeated(context, event, resumedAt),
      });
      return;
    case 'describe':
      await writeToRun(context, event.runId, event);
      return;
    case 'end': {
      // Said of a tab that died, after the run had gone on in another.
      if (resumedAt !== undefined && event.at < resumedAt) return;
      const metrics = Object.entries(event.metrics).map(([key, value]) => ({
        key,
        value,
        step: event.step,
        timestamp: event.at,
      }));
      await writeToRun(context, event.runId, { metrics });
      await context.db
        .update(runs)
        .set({ status: event.status, endedAt: new Date(event.at) })
        .where(eq(runs.id, event.runId));
      context.audit(`run:${event.runId}`, { status: event.status });
    }
  }
}

/** Steps between the last checkpoint and the interruption are trained twice, to the same figures. */
async function withoutRepeated(
  { db }: CommandContext,
  { runId, points }: Extract<RunEvent, { type: 'metrics' }>,
  resumedAt: number,
) {
  const known = await db
    .select({ key: runMetrics.key, step: runMetrics.step })
    .from(runMetrics)
    .where(eq(runMetrics.runId, runId));
  const last = new Map(known.map(({ key, step }) => [key, step]));
  return points.filter(
    ({ key, step, timestamp }) => timestamp < resumedAt || step > (last.get(key) ?? Number.NEGATIVE_INFINITY),
  );
}

/** A notebook puts runs under its own only. */
async function requireOwnParent(
  context: CommandContext,
  notebookId: string,
  parentId: string,
): Promise<void> {
  const parent = await context.db.query.runs.findFirst({
    where: eq(runs.id, parentId),
    columns: { notebookId: true },
  });
  if (parent?.notebookId !== notebookId)
    throw new AppError('bad_request', `This notebook has no run ${parentId} for another to lie under.`);
}
