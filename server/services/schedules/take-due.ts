import type { DueTimes } from './due-times';
import { jitterOf } from './jitter';

/** A run that begins later than this counts as missed: no worker was there. */
const lateMs = 120_000;
/** Missed due times that are made up for, at most. */
export const mostMadeUp = 100;
const mostCounted = 1000;

export interface Due {
  readonly scheduleId: string;
  /** The due time that waits, as the schedule has it. */
  readonly dueAt: Date;
  readonly now: Date;
  readonly jitterSeconds: number;
  readonly missed: 'once' | 'all' | 'none';
}

export interface Taken {
  /** Due times that get an execution now. */
  readonly runs: readonly Date[];
  /** Due times that passed without one: the first and last, and how many (1 000 where more were not counted). */
  readonly leftOut?: { readonly first: Date; readonly last: Date; readonly count: number };
  readonly next: { readonly dueAt: Date; readonly startAt: Date } | null;
}

/**
 * What is to be made of a schedule whose time has come: its due times until now, by its rule for those that passed while no worker was
 * there (`once`: the first of them stands for all).
 */
export function takeDue(times: DueTimes, due: Due): Taken {
  const { now, missed, jitterSeconds, scheduleId } = due;
  const startOf = (at: Date) => new Date(at.getTime() + jitterOf(scheduleId, at, jitterSeconds));
  const nextFrom = (after: Date): Taken['next'] => {
    let next = times.next(after);
    while (next && startOf(next) <= now) next = times.next(next);
    return next && { dueAt: next, startAt: startOf(next) };
  };
  // Nothing that is due before this can begin later than now.
  const settled = new Date(Math.max(due.dueAt.getTime(), now.getTime() - jitterSeconds * 1000));
  if (missed === 'once') return { runs: [due.dueAt], next: nextFrom(settled) };
  const past: Date[] = [];
  for (
    let at: Date | null = due.dueAt;
    at && startOf(at) <= now && past.length < mostCounted;
    at = times.next(at)
  )
    past.push(at);
  const isWanted = (at: Date, place: number) =>
    missed === 'all' ? place < mostMadeUp : now.getTime() - startOf(at).getTime() <= lateMs;
  const runs = past.filter(isWanted);
  const others = past.filter((at, place) => !isWanted(at, place));
  const [first, last] = [others[0], others.at(-1)];
  const counted = past.at(-1) ?? due.dueAt;
  return {
    runs,
    ...(first && last && { leftOut: { first, last, count: others.length } }),
    next: nextFrom(past.length < mostCounted ? counted : settled),
  };
}
