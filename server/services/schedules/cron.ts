import { Cron } from 'croner';
import cronstrue from 'cronstrue';
import { AppError } from '../../errors';

/** When something runs: five cron fields read on the clock of a time zone. */
export interface Recurrence {
  readonly cron: string;
  readonly timeZone: string;
}

const example = 'For example 0 7 * * 1 for every Monday at 7:00, or 30 6 * * * for every day at 6:30.';

/**
 * The first time after `after` at which it is due; null when there is none. A local time that daylight saving skips runs as
 * much later as the clock jumped; one that comes twice runs the first time only, unless the rule is for every hour or less.
 * Throws AppError bad_request for what is no cron expression or time zone.
 */
export function nextDue(recurrence: Recurrence, after: Date): Date | null {
  return openCron(recurrence).nextRun(after);
}

/** The next `count` due times. */
export function nextDues(recurrence: Recurrence, after: Date, count: number): Date[] {
  return openCron(recurrence).nextRuns(count, after);
}

/** "At 07:00, every day"; "At 07:00, only on Monday". */
export function inWords({ cron, timeZone }: Recurrence): string {
  openCron({ cron, timeZone });
  return cronstrue.toString(cron, {
    use24HourTimeFormat: true,
    throwExceptionOnParseError: true,
    verbose: true,
  });
}

/** Refuses what can never run: nonsense, an unknown time zone, the 30th of February. */
export function checkRecurrence(recurrence: Recurrence, now: Date): void {
  if (!nextDue(recurrence, now))
    throw new AppError('bad_request', `“${recurrence.cron}” never comes: there is no such day. ${example}`);
}

function openCron({ cron, timeZone }: Recurrence): Cron {
  checkTimeZone(timeZone);
  try {
    return new Cron(cron.trim(), { timezone: timeZone, paused: true, mode: '5-part' });
  } catch (cause) {
    throw new AppError('bad_request', `“${cron}” is not a cron expression: ${reason(cause)}. ${example}`, {
      cause,
    });
  }
}

function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch (cause) {
    throw new AppError(
      'bad_request',
      `“${timeZone}” is not a time zone. Use a name such as Europe/Berlin, America/New_York or UTC.`,
      { cause },
    );
  }
}

/** The parser's own words without its class names; for a wrong number of fields, what the fields are. */
function reason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message.replace(/^Cron\w+: /, '') : String(cause);
  return /parts/.test(message)
    ? 'it needs five fields (minute, hour, day of month, month, day of week)'
    : message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
}
