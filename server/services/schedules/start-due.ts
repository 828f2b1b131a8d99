import { and, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { calendars, notebooks, schedules } from '../../db/schema';
import type { DaysOff } from './calendar-days';
import { dueTimes } from './due-times';
import { insertExecutions, type NewExecution, type Schedule } from './insert-executions';
import { mostMadeUp, takeDue } from './take-due';
import { timingOf } from './timing-of';

/** How long a schedule that cannot be read rests before it is looked at again. */
const restMs = 3_600_000;

/**
 * Makes the executions of up to `limit` schedules whose time has come, and moves each on to its next: all in one transaction. Any number
 * of workers may call this at once: each takes schedules that no other holds. Schedules of a deleted notebook rest until it is
 * restored. `taken`: how many it moved; `executions`: how many runs it made, those left out by a rule not counted.
 */
export const startDueExecutions = command({
  action: 'schedule.run',
  input: z.object({ limit: z.number().int().min(1).max(1000).default(500) }),
  isLog: true,
  async run(context, { limit }) {
    const due = await context.db
      .select({ schedule: schedules })
      .from(schedules)
      .innerJoin(notebooks, and(eq(notebooks.id, schedules.notebookId), isNull(notebooks.deletedAt)))
      .where(
        and(
          eq(schedules.enabled, true),
          isNull(schedules.deletedAt),
          lte(schedules.nextStartAt, context.now()),
        ),
      )
      .orderBy(schedules.nextStartAt)
      .limit(limit)
      .for('update', { of: schedules, skipLocked: true });
    if (due.length === 0) return { taken: 0, executions: 0 };
    const daysOff = await readCalendars(context, due);
    const wanted: { schedule: Schedule; execution: NewExecution }[] = [];
    const moves: Move[] = [];
    for (const { schedule } of due) {
      const { runs, move } = takeFrom(context, schedule, daysOff.get(schedule.calendarId ?? '') ?? null);
      wanted.push(...runs.map((execution) => ({ schedule, execution })));
      moves.push(move);
    }
    await moveOn(context, moves);
    const made = await insertExecutions(context, wanted);
    const subject = due.length === 1 ? `schedule:${due[0]?.schedule.id}` : 'schedules';
    context.audit(subject, { trigger: 'schedule', schedules: due.length, executions: made.length });
    return { taken: due.length, executions: wanted.filter(({ execution }) => !execution.skip).length };
  },
});

interface Move {
  readonly id: string;
  readonly dueAt: Date | null;
  readonly startAt: Date | null;
}

function takeFrom(
  context: CommandContext,
  schedule: Schedule,
  daysOff: DaysOff | null,
): { runs: NewExecution[]; move: Move } {
  const { id, nextDueAt } = schedule;
  try {
    const timing = timingOf(schedule, daysOff);
    if (!timing || !nextDueAt) return { runs: [], move: { id, dueAt: null, startAt: null } };
    const times = dueTimes(timing);
    const taken = takeDue(times, { ...schedule, scheduleId: id, dueAt: nextDueAt, now: context.now() });
    const runs = taken.runs.map((dueAt) => scheduled(dueAt, times.previous(dueAt)));
    return {
      runs: taken.leftOut ? [missedRun(taken.leftOut, schedule.missed), ...runs] : runs,
      move: { id, dueAt: taken.next?.dueAt ?? null, startAt: taken.next?.startAt ?? null },
    };
  } catch (error) {
    // Its rule was checked when it was saved: a time zone that this machine does not know. It must not stop the others.
    context.log.error(`The schedule ${id} could not be started.`, { error: String(error) });
    const later = new Date(context.now().getTime() + restMs);
    return { runs: [], move: { id, dueAt: nextDueAt, startAt: later } };
  }
}

const scheduled = (dueAt: Date, windowFrom: Date | null): NewExecution => ({
  occasion: dueAt.toISOString(),
  trigger: 'schedule',
  dueAt,
  windowFrom,
});

const missedRun = (
  { first, last, count }: { first: Date; last: Date; count: number },
  rule: Schedule['missed'],
): NewExecution => ({
  ...scheduled(first, null),
  skip:
    rule === 'all'
      ? `${count} due times, ${first.toISOString()} to ${last.toISOString()}, passed while no worker was there: more than the ${mostMadeUp} that are made up for. A back-fill can run them.`
      : `${count} due ${count === 1 ? 'time' : 'times'}, ${first.toISOString()} to ${last.toISOString()}, passed while no worker was there; by the rule of the schedule they are left out.`,
});

async function readCalendars(
  context: CommandContext,
  due: readonly { schedule: Schedule }[],
): Promise<Map<string, DaysOff>> {
  const ids = [...new Set(due.flatMap(({ schedule }) => schedule.calendarId ?? []))];
  const rows = ids.length ? await context.db.select().from(calendars).where(inArray(calendars.id, ids)) : [];
  return new Map(rows.map((row) => [row.id, row]));
}

/** All of them in one statement. */
async function moveOn(context: CommandContext, moves: readonly Move[]): Promise<void> {
  const rows = sql.join(
    moves.map(
      ({ id, dueAt, startAt }) =>
        sql`(${id}, ${dueAt?.toISOString() ?? null}::timestamptz, ${startAt?.toISOString() ?? null}::timestamptz)`,
    ),
    sql`, `,
  );
  await context.db.execute(
    sql`update ${schedules} set next_due_at = moved.due_at, next_start_at = moved.start_at
      from (values ${rows}) as moved (id, due_at, start_at) where ${schedules.id} = moved.id`,
  );
}
