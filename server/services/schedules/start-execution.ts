import { and, eq, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { executions } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { dueTimes } from './due-times';
import { followEnd, holdScheduleOf } from './follow-end';
import {
  insertExecutions,
  type NewExecution,
  type Schedule,
  sendExecutions,
  stopExecutions,
} from './insert-executions';
import { readDaysOff, timingOf } from './timing-of';
import { requireSchedule } from './update-schedule';

/** Runs a schedule now, whatever its clock says. One that already waits to run is the answer instead of a second. */
export const runScheduleNow = command({
  action: 'schedule.run',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const schedule = await requireSchedule(context, id, { isHeld: true });
    context.audit(`schedule:${id}`, { trigger: 'manual' });
    const waiting = await findLive(context, id, ['queued']);
    if (waiting) return { executionId: waiting.id };
    return startManually(context, schedule);
  },
});

/** Runs a finished execution's schedule again, as it stands now, with the parameters and the window of that execution. */
export const retryExecution = command({
  action: 'schedule.run',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const execution = await context.db.query.executions.findFirst({ where: eq(executions.id, id) });
    if (!execution?.scheduleId) throw new AppError('not_found', 'There is no such execution.');
    const schedule = await requireSchedule(context, execution.scheduleId, { isHeld: true });
    context.audit(`schedule:${schedule.id}`, { retryOf: id });
    const live = await findLive(context, schedule.id, ['queued', 'running']);
    if (live) return { executionId: live.id };
    const { parameters, dueAt, windowFrom, trigger } = execution;
    // What ran at its due time runs for that time again; what a person started runs for now.
    return startManually(
      context,
      schedule,
      trigger === 'manual' ? { parameters } : { parameters, dueAt, windowFrom },
    );
  },
});

/** Ends an execution before its time; the next of its schedule goes on. */
export const stopExecution = command({
  action: 'schedule.run',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    context.audit(`execution:${id}`, { status: 'stopped' });
    await holdScheduleOf(context, id);
    const [ended] = await stopExecutions(context, [id], `${context.actor.name} stopped it.`);
    if (!ended) throw new AppError('conflict', 'It has ended already: there is nothing to stop.');
    await followEnd(context, ended);
    return { id };
  },
});

const findLive = (context: CommandContext, scheduleId: string, status: ('queued' | 'running')[]) =>
  context.db.query.executions.findFirst({
    where: and(
      eq(executions.scheduleId, scheduleId),
      isNull(executions.backfillId),
      inArray(executions.status, status),
    ),
    columns: { id: true },
  });

async function startManually(
  context: CommandContext,
  schedule: Schedule,
  changes: Partial<NewExecution> = {},
): Promise<{ executionId: string }> {
  const dueAt = context.now();
  const timing = timingOf(schedule, await readDaysOff(context, schedule.calendarId));
  const [executionId] = await insertExecutions(context, [
    {
      schedule,
      execution: {
        occasion: `manual:${createId()}`,
        trigger: 'manual',
        dueAt,
        windowFrom: timing && dueTimes(timing).previous(dueAt),
        ...changes,
      },
    },
  ]);
  if (!executionId) throw new AppError('internal', 'The execution was not made.');
  return { executionId };
}

export interface ProgramExecution {
  readonly notebookId: string;
  readonly revisionId: string;
  /** Values for inputs of the notebook, by name. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** What asks for it, in words, for its history: “retraining of bike-demand”. */
  readonly cause: string;
  /** The name of a job type with the data `{executionId}`: sent when the execution has ended, in whatever way, with its end. */
  readonly endedJob?: string;
  readonly priority?: number;
}

/**
 * One execution of a revision beside any schedule, in the transaction of the command that asks for it: it runs by the grants of its
 * notebook, mails nothing, and its end is told by a job.
 */
export async function startProgramExecution(
  context: CommandContext,
  { notebookId, revisionId, parameters = {}, cause, endedJob, priority = 0 }: ProgramExecution,
): Promise<{ executionId: string }> {
  const id = createId();
  await context.db.insert(executions).values({
    ...{ id, notebookId, revisionId, parameters: { ...parameters }, cause, priority },
    ...{ trigger: 'program', status: 'queued', attempt: 0, log: '', checks: [] },
    ...{ endedJob: endedJob ?? null, dueAt: context.now(), createdAt: context.now() },
  });
  await sendExecutions(context, [{ id, priority }]);
  return { executionId: id };
}
