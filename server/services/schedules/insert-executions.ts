import { and, asc, inArray, isNull } from 'drizzle-orm';
import type { CommandContext } from '../../context';
import { type ExecutionTrigger, executions, type schedules } from '../../db/schema';
import { createId } from '../../id';
import { executionJob } from './execution-job';

export type Schedule = typeof schedules.$inferSelect;
type Row = typeof executions.$inferInsert;

/** Runs of one schedule that wait for the one before, at most: a rule that comes faster than it runs does not pile up. */
const mostWaiting = 100;

export interface NewExecution {
  /** The time, event or act that it owes itself to: a second of the same is none. */
  readonly occasion: string;
  readonly trigger: ExecutionTrigger;
  readonly dueAt: Date;
  readonly windowFrom?: Date | null;
  readonly cause?: string;
  readonly chainDepth?: number;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly backfillId?: string;
  /** Recorded as left out, with why. */
  readonly skip?: string;
}

export const isLive = inArray(executions.status, ['queued', 'running']);

/** What stands before a new run of a schedule. */
interface Ahead {
  readonly id: string;
}

/**
 * Makes the one execution of each occasion, and its job unless it has to wait; those that are there already are left. By the rule of its
 * schedule one waits for the run before, is left out, or takes its place; what a person asked for waits. The caller holds the schedules'
 * rows (`for update`), so that two are never made side by side. Gives the ids of those that were made, skipped ones too.
 */
export async function insertExecutions(
  context: CommandContext,
  wanted: readonly { readonly schedule: Schedule; readonly execution: NewExecution }[],
): Promise<string[]> {
  if (wanted.length === 0) return [];
  const scheduleIds = [...new Set(wanted.map(({ schedule }) => schedule.id))];
  const known = await listKnown(context, scheduleIds, wanted);
  const ahead = await listAhead(context, scheduleIds);
  const rows: Row[] = [];
  const stopped: string[] = [];
  for (const { schedule, execution } of wanted) {
    if (known.has(`${schedule.id} ${execution.occasion}`)) continue;
    known.add(`${schedule.id} ${execution.occasion}`);
    const line = execution.backfillId ? [] : (ahead.get(schedule.id) ?? []);
    const place = placeInLine(schedule, execution, line);
    const row = rowOf(context, schedule, execution, place);
    if (place.kind === 'replace')
      for (const one of line.splice(0)) {
        // One that was to be made in this very step gives way before it is made.
        const waiting = rows.find(({ id }) => id === one.id);
        if (waiting) Object.assign(waiting, leftOut(context, replaced));
        else stopped.push(one.id);
      }
    if (place.kind !== 'skip' && !execution.backfillId) {
      line.push({ id: row.id });
      ahead.set(schedule.id, line);
    }
    rows.push(row);
  }
  await stopExecutions(context, stopped, replaced);
  if (rows.length > 0) await context.db.insert(executions).values(rows);
  await sendExecutions(
    context,
    rows.filter((row) => row.status === 'queued' && row.isReleased),
  );
  return rows.map(({ id }) => id);
}

const replaced = 'The next run was due and took its place.';

type Place = { kind: 'go' | 'wait' | 'replace' } | { kind: 'skip'; reason: string };

function placeInLine(schedule: Schedule, execution: NewExecution, line: readonly Ahead[]): Place {
  const { trigger, skip } = execution;
  if (skip) return { kind: 'skip', reason: skip };
  if (execution.backfillId) return { kind: 'wait' };
  if (line.length === 0) return { kind: 'go' };
  const isAsked = trigger === 'manual' || trigger === 'program';
  if (!isAsked && schedule.overlap === 'skip')
    return {
      kind: 'skip',
      reason: 'The run before it had not ended; by the rule of the schedule this one was left out.',
    };
  if (!isAsked && schedule.overlap === 'replace') return { kind: 'replace' };
  return line.length > mostWaiting
    ? {
        kind: 'skip',
        reason: `${mostWaiting} runs of this schedule wait already. Let it run less often, or make it faster.`,
      }
    : { kind: 'wait' };
}

function rowOf(context: CommandContext, schedule: Schedule, execution: NewExecution, place: Place) {
  const row = {
    id: createId(),
    scheduleId: schedule.id,
    notebookId: schedule.notebookId,
    revisionId: schedule.revisionId,
    dueAt: execution.dueAt,
    windowFrom: execution.windowFrom ?? null,
    occasion: execution.occasion,
    trigger: execution.trigger,
    cause: execution.cause ?? null,
    chainDepth: execution.chainDepth ?? 0,
    parameters: { ...schedule.parameters, ...execution.parameters },
    backfillId: execution.backfillId ?? null,
    priority: schedule.priority,
    isReleased: place.kind !== 'wait',
    status: 'queued',
    attempt: 0,
    log: '',
    checks: [],
    createdAt: context.now(),
  } satisfies Row;
  return place.kind === 'skip' ? { ...row, ...leftOut(context, place.reason) } : row;
}

const leftOut = (context: CommandContext, reason: string) => ({
  status: 'skipped' as const,
  error: reason,
  finishedAt: context.now(),
});

async function listKnown(
  context: CommandContext,
  scheduleIds: readonly string[],
  wanted: readonly { readonly execution: NewExecution }[],
): Promise<Set<string>> {
  const occasions = [...new Set(wanted.map(({ execution }) => execution.occasion))];
  const rows = await context.db
    .select({ scheduleId: executions.scheduleId, occasion: executions.occasion })
    .from(executions)
    .where(and(inArray(executions.scheduleId, [...scheduleIds]), inArray(executions.occasion, occasions)));
  return new Set(rows.map(({ scheduleId, occasion }) => `${scheduleId} ${occasion}`));
}

async function listAhead(
  context: CommandContext,
  scheduleIds: readonly string[],
): Promise<Map<string, Ahead[]>> {
  const rows = await context.db
    .select({ id: executions.id, scheduleId: executions.scheduleId })
    .from(executions)
    .where(and(inArray(executions.scheduleId, [...scheduleIds]), isNull(executions.backfillId), isLive))
    .orderBy(asc(executions.createdAt));
  const lines = new Map<string, Ahead[]>();
  for (const { scheduleId, id } of rows) {
    const line = lines.get(scheduleId ?? '') ?? [];
    line.push({ id });
    lines.set(scheduleId ?? '', line);
  }
  return lines;
}

export const sendExecutions = (
  context: CommandContext,
  rows: readonly { readonly id: string; readonly priority?: number }[],
): Promise<void> =>
  context.queue.sendAll(
    executionJob,
    rows.map(({ id, priority }) => ({ data: { executionId: id }, options: { priority } })),
  );

/** Ends what has not ended; the worker that runs one of them sees so within a second or two. Gives those that it ended. */
export async function stopExecutions(context: CommandContext, ids: readonly string[], reason: string) {
  if (ids.length === 0) return [];
  return context.db
    .update(executions)
    .set({ status: 'stopped', error: reason, finishedAt: context.now() })
    .where(and(inArray(executions.id, [...ids]), isLive))
    .returning();
}
