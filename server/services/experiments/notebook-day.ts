import { eq, gt, sql } from 'drizzle-orm';
import { artifactLimits } from '@/cells/tracking/artifact-path';
import type { CommandContext } from '../../context';
import { notebookDays } from '../../db/schema';
import { AppError } from '../../errors';

/** What the runs of a notebook have taken since its day began: a frame may not fill the disk. */
export type NotebookDay = Omit<typeof notebookDays.$inferSelect, 'notebookId'>;
type Taken = Partial<Pick<NotebookDay, 'bytes' | 'eventBytes'>>;
type Needs = Pick<CommandContext, 'db' | 'now'>;

/** What a file takes on the disk at least, and a run in the database, however small it is. */
export const blockBytes = 4096;

const most = {
  bytes: { limit: artifactLimits.dayBytes, of: 'of files' },
  eventBytes: { limit: artifactLimits.dayEventBytes, of: 'of settings and figures' },
} as const;

/** The day that goes on, or one that begins now. */
export async function readNotebookDay({ db, now }: Needs, notebookId: string): Promise<NotebookDay> {
  const day = await db.query.notebookDays.findFirst({ where: eq(notebookDays.notebookId, notebookId) });
  return day && day.since > dayBefore(now()) ? day : { since: now(), bytes: 0, eventBytes: 0 };
}

/** @throws AppError in words for the notebook's author, where so much more than the day took already is too much */
export function requireRoomInDay(day: NotebookDay, taken: Taken, what: string): void {
  for (const kind of ['bytes', 'eventBytes'] as const) {
    const { limit, of } = most[kind];
    const more = taken[kind];
    if (more !== undefined && day[kind] + more > limit)
      throw new AppError(
        'too_large',
        `${what} is not kept: the runs of a notebook take ${limit / 1024 ** 3} GB ${of} a day, and those of this one had as much. It goes on a day after ${day.since.toISOString()}.`,
      );
  }
}

export async function countInDay(
  { db, now }: Needs,
  notebookId: string,
  { bytes = 0, eventBytes = 0 }: Taken,
): Promise<void> {
  const isSameDay = gt(notebookDays.since, dayBefore(now()));
  const added = (column: 'bytes' | 'eventBytes') => {
    const { name } = notebookDays[column];
    return sql`excluded.${sql.identifier(name)} + case when ${isSameDay} then ${notebookDays[column]} else 0 end`;
  };
  await db
    .insert(notebookDays)
    .values({ notebookId, since: now(), bytes, eventBytes })
    .onConflictDoUpdate({
      target: notebookDays.notebookId,
      set: {
        since: sql`case when ${isSameDay} then ${notebookDays.since} else excluded.since end`,
        bytes: added('bytes'),
        eventBytes: added('eventBytes'),
      },
    });
}

const dayBefore = (now: Date): Date => new Date(now.getTime() - 86_400_000);
