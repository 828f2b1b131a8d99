import { Cron } from 'croner';
import cronstrue from 'cronstrue';
import { AppError } from '../../errors';
import { isWords, parseWords } from './plain-words';

/** When something runs: five cron fields read on the clock of a time zone. */
export interface Recurrence {
  readonly cron: string;
  readonly timeZone: string;
}

const example = 'For example 0 7 * * 1 for every Monday at 7:00, or 30 6 * * * for every day at 6:30.';

/**
 * A rule as times. A local time that daylight saving skips comes as much later as the clock jumped; one that comes twice counts the
 * first time only, unless the rule is for every hour or less.
 */
export interface Rule {
  /** The first time after `after`; null when there is none. */
  next(after: Date): Date | null;
  /** The last time before `before`; null when there is none. */
  previous(before: Date): Date | null;
  /** How often it comes in the day that follows its next time; at most 1 440. */
  mostInDay(now: Date): number;
}

/** Throws AppError bad_request for what is no cron expression or time zone. */
export function createRule(recurrence: Recurrence): Rule {
  const cron = openCron(recurrence);
  return {
    next: (after) => cron.nextRun(after),
    previous: (before) => cron.previousRuns(1, before)[0] ?? null,
    mostInDay(now) {
      const first = cron.nextRun(now);
      if (!first) return 0;
      const end = first.getTime() + 24 * 3_600_000;
      let count = 0;
      for (let at: Date | null = first; at && at.getTime() < end; at = cron.nextRun(at)) count += 1;
      return count;
    },
  };
}

/** The five fields of a rule that is given as cron or in plain words. */
export const readRule = (text: string): string => (isWords(text) ? parseWords(text) : text.trim());

/** "At 07:00, every day"; "At 07:00, only on Monday". */
export function inWords({ cron, timeZone }: Recurrence): string {
  openCron({ cron, timeZone });
  return cronstrue.toString(cron, {
    use24HourTimeFormat: true,
    throwExceptionOnParseError: true,
    verbose: true,
  });
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
