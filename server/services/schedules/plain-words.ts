import { AppError } from '../../errors';

/** What the grammar understands, one sentence of each form. */
export const wordExamples = [
  'every weekday at 7:30',
  'every 15 minutes between 8 and 18',
  'first Monday of the month at 9',
  'every Monday and Thursday at 18:00',
  'on the 1st and 15th at 6',
  'last working day of the month at 17:00',
  'every quarter at 8',
] as const;

const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const monthNames = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august'],
  ...['september', 'october', 'november', 'december'],
];
const ordinals: Readonly<Record<string, string>> = {
  first: '1',
  '1st': '1',
  second: '2',
  '2nd': '2',
  third: '3',
  '3rd': '3',
  fourth: '4',
  '4th': '4',
  fifth: '5',
  '5th': '5',
  last: 'L',
};

interface Days {
  readonly day: string;
  readonly month: string;
  readonly weekday: string;
}
const anyDay: Days = { day: '*', month: '*', weekday: '*' };

/** Whether a text is meant as words: a cron expression of five fields has no word but names of days and months. */
export const isWords = (text: string): boolean => /[a-z]{4,}|\bat\b/i.test(text);

/**
 * A rule in plain words as five cron fields: intervals ("every 2 hours between 8 and 18"), or days with a time ("every weekday at
 * 7:30"). Throws AppError bad_request with what is not understood and examples.
 */
export function parseWords(text: string): string {
  const words = normalize(text);
  return readInterval(words) ?? readTimed(words);
}

const normalize = (text: string): string =>
  ` ${text} `
    .toLowerCase()
    .replace(/[,;]/g, ' and ')
    .replace(/(\d)\s*(a\.?m\.?|p\.?m\.?)(?=\s)/g, (_, digit: string, half: string) => `${digit}${half[0]}m`)
    .replace(/\bo['’]?clock\b|\b(the|please|run|runs)\b/g, ' ')
    .replace(/\bnoon\b|\bmidday\b/g, '12:00')
    .replace(/\bmidnight\b/g, '0:00')
    .replace(/\b(and\s+)+/g, 'and ')
    .replace(/\s+/g, ' ')
    .trim();

/** "every 15 minutes", "hourly", with "between 8 and 18" and days. Undefined when it is no interval. */
function readInterval(words: string): string | undefined {
  const said =
    /\bevery (?:(\d+|two|three|four|six|twelve|half|quarter of an|other) )?(?:an )?(minute|hour)s?\b|\bhourly\b/.exec(
      words,
    );
  if (!said) return undefined;
  const { step, unit } = readStep(said[1], said[2] ?? 'hour');
  let rest = words.replace(said[0], ' ');
  const window = /\b(?:between|from) (\S+) (?:and|to|till|until) (\S+)/.exec(rest);
  const past = /\bat (?:minute )?:?(\d{1,2})(?: minutes?)? past\b|\bat minute (\d{1,2})\b/.exec(rest);
  if (window) rest = rest.replace(window[0], ' ');
  if (past) rest = rest.replace(past[0], ' ');
  const days = readDays(rest);
  const limit = unit === 'minute' ? 60 : 24;
  if (limit % step !== 0)
    throw refuse(
      words,
      `${limit} ${unit === 'minute' ? 'minutes' : 'hours'} cannot be parted into steps of ${step}, so the steps would not be even; take one of ${divisors(limit)}`,
    );
  const hours = window ? readHours(words, window, unit) : '*';
  const minute = past ? String(Number(past[1] ?? past[2])) : '0';
  const fields =
    unit === 'minute'
      ? [step === 1 ? '*' : `*/${step}`, hours]
      : [minute, step === 1 ? hours : `${hours}/${step}`];
  return [...fields, days.day, days.month, days.weekday].join(' ');
}

function readStep(count: string | undefined, unit: string): { step: number; unit: string } {
  if (count === 'half') return { step: 30, unit: 'minute' };
  if (count === 'quarter of an') return { step: 15, unit: 'minute' };
  const named: Readonly<Record<string, number>> = { two: 2, other: 2, three: 3, four: 4, six: 6, twelve: 12 };
  return { step: count === undefined ? 1 : (named[count] ?? Number(count)), unit };
}

const divisors = (limit: number): string =>
  Array.from({ length: limit / 2 }, (_, i) => i + 1)
    .filter((step) => limit % step === 0)
    .join(', ');

/** Hours of a window: the last one is 18 for "every hour … 18", 17 for minutes, which end where 18:00 begins. */
function readHours(words: string, [, from = '', to = '']: RegExpExecArray, unit: string): string {
  const [first, last] = [readTime(from), readTime(to)];
  if (!first || !last) throw refuse(words, `“${from}” to “${to}” are no times of day`);
  if (first.minute !== 0 || last.minute !== 0)
    throw refuse(words, 'a window begins and ends at a full hour, such as between 8 and 18');
  const end = unit === 'hour' ? last.hour : (last.hour + 23) % 24;
  if (first.hour > end) throw refuse(words, 'the window ends before it begins; say the earlier hour first');
  return `${first.hour}-${end}`;
}

/** Days and the times at which something runs on them. */
function readTimed(words: string): string {
  const time = String.raw`\d{1,2}(?:[:.h]\d{2})?(?:am|pm)?`;
  const said = new RegExp(String.raw`\bat (${time}(?: and (?:at )?${time})*)(?= |$)`).exec(words);
  if (!said) {
    if (/\d{1,2}:\d{2}/.test(words)) throw refuse(words, 'write “at” before the time');
    throw refuse(words, 'it says no time of day; add one, such as “at 7:30”');
  }
  const times = (said[1] ?? '').split(/ and (?:at )?/).map((one) => {
    const read = readTime(one);
    if (!read) throw refuse(words, `“${one}” is no time of day`);
    return read;
  });
  const minutes = new Set(times.map(({ minute }) => minute));
  if (minutes.size > 1)
    throw refuse(
      words,
      'several times share their minute in one rule (at 7:30 and 19:30); make two schedules',
    );
  const days = readDays(words.replace(said[0], ' '));
  const hours = [...new Set(times.map(({ hour }) => hour))].sort((a, b) => a - b).join(',');
  return [[...minutes][0], hours, days.day, days.month, days.weekday].join(' ');
}

function readTime(text: string): { hour: number; minute: number } | undefined {
  const parts = /^(\d{1,2})(?:[:.h](\d{2}))?(am|pm)?$/.exec(text);
  if (!parts) return undefined;
  const [, hours = '', minutes = '0', half] = parts;
  const hour = half ? (Number(hours) % 12) + (half === 'pm' ? 12 : 0) : Number(hours);
  const minute = Number(minutes);
  return hour > 23 || minute > 59 || (half && Number(hours) > 12) ? undefined : { hour, minute };
}

/** Which days the words name; every day when they name none. */
function readDays(given: string): Days {
  const words = given
    .replace(/\b(on|each|every|of|in|a|and)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const months = monthNames.flatMap((name, i) =>
    new RegExp(`\\b(${name}|${name.slice(0, 3)})\\b`).test(words) ? [i + 1] : [],
  );
  const month = months.length ? months.join(',') : /\bquarter(ly)?\b/.test(words) ? '1,4,7,10' : '*';
  const rest = words
    .replace(
      new RegExp(`\\b(${monthNames.flatMap((name) => [name, name.slice(0, 3)]).join('|')})\\b`, 'g'),
      ' ',
    )
    .replace(/\bquarter(ly)?\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const days = readDaysOfMonth(rest, month !== '*') ?? readWeekdays(rest);
  if (!days) throw refuse(given, `“${rest}” is not understood`);
  return { ...days, month };
}

function readDaysOfMonth(words: string, hasMonth: boolean): Days | undefined {
  const place = new RegExp(`^(${Object.keys(ordinals).join('|')}) (.+?)(?: months?| year)?$`).exec(words);
  const nth = place && ordinals[place[1] ?? ''];
  const what = place?.[2] ?? '';
  if (nth && /^(working day|workday|weekday|business day)$/.test(what) && /^[1L]$/.test(nth))
    return { ...anyDay, day: `${nth}W` };
  if (nth && what === 'day') return { ...anyDay, day: nth };
  const weekday = weekdayOf(what);
  // “Every second Monday” may mean every two weeks, which no cron rule says.
  if (nth && weekday !== undefined && (hasMonth || /\bmonth/.test(words)))
    return { ...anyDay, weekday: nth === 'L' ? `${weekday}L` : `${weekday}#${nth}` };
  const numbers = /^(?:days? )?((?:\d{1,2}(?:st|nd|rd|th)? ?)+)(?:days? ?)?(?:months?|year)?$/.exec(words);
  if (numbers) {
    const all = (numbers[1] ?? '').trim().split(' ').map(Number.parseFloat);
    return all.every((day) => day >= 1 && day <= 31) ? { ...anyDay, day: all.join(',') } : undefined;
  }
  if (/^(monthly|month)$/.test(words) || (hasMonth && /^(year|yearly)?$/.test(words)))
    return { ...anyDay, day: '1' };
  if (/^(yearly|year)$/.test(words)) return undefined;
  return undefined;
}

function readWeekdays(words: string): Days | undefined {
  if (words === '' || /^(day|daily|days)$/.test(words)) return anyDay;
  if (/^(weekdays?|working days?|workdays?|business days?)$/.test(words))
    return { ...anyDay, weekday: '1-5' };
  if (/^weekends?$/.test(words)) return { ...anyDay, weekday: '0,6' };
  if (/^(weekly|week)$/.test(words)) return { ...anyDay, weekday: '1' };
  const range = /^(\S+) (?:to|till|until|through|-) (\S+)$/.exec(words);
  const [first, last] = [weekdayOf(range?.[1]), weekdayOf(range?.[2])];
  if (first !== undefined && last !== undefined) {
    const count = ((last - first + 7) % 7) + 1;
    const all = Array.from({ length: count }, (_, i) => (first + i) % 7).sort();
    return { ...anyDay, weekday: first <= last ? `${first}-${last}` : all.join(',') };
  }
  const all = words
    .replace(/\bweek\b/g, '')
    .trim()
    .split(' ')
    .map(weekdayOf);
  const known = all.filter((day) => day !== undefined);
  return known.length === all.length
    ? { ...anyDay, weekday: [...new Set(known)].sort().join(',') }
    : undefined;
}

/** 0 for Sunday; "mon", "monday" and "mondays" are 1. */
function weekdayOf(word = ''): number | undefined {
  const found = dayNames.findIndex(
    (name) =>
      word === name || word === `${name}s` || (word.length >= 3 && word.length <= 5 && name.startsWith(word)),
  );
  return found < 0 ? undefined : found;
}

const refuse = (words: string, reason: string): AppError =>
  new AppError(
    'bad_request',
    `“${words}” is not understood: ${reason.replace(/\.$/, '')}. Write it like “${wordExamples.slice(0, 3).join('”, “')}”, or as cron: 0 7 * * 1.`,
  );
