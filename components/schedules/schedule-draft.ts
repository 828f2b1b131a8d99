import type { ApiInput, ApiOutput } from '@/components/api';
import { dayIn, endOfDay, startOfDay } from './zoned-day';

export type Schedule = ApiOutput['schedules']['read'];
type Created = ApiInput['schedules']['create'];
export type TriggerDraft = NonNullable<Created['triggers']>[number];

/** What a person writes about a schedule; recipients, days and numbers as typed. */
export interface ScheduleDraft {
  /** By a clock, or only when something happens. */
  readonly hasClock: boolean;
  readonly rule: string;
  readonly timeZone: string;
  readonly firstDay: string;
  readonly lastDay: string;
  /** Empty for none. */
  readonly calendarId: string;
  readonly onDayOff: 'leave-out' | 'next-day';
  readonly jitterMinutes: string;
  readonly missed: 'once' | 'all' | 'none';
  readonly overlap: 'queue' | 'skip' | 'replace';
  readonly priority: string;
  readonly timeLimitMinutes: string;
  readonly memoryLimitMegabytes: string;
  readonly retryLimit: string;
  readonly retryWaitSeconds: string;
  readonly triggers: readonly TriggerDraft[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly recipients: string;
  readonly failureRecipients: string;
  readonly attachPdf: boolean;
  /** Folder in storage; empty for none. */
  readonly keepIn: string;
  readonly digest: '' | 'daily' | 'weekly';
  readonly notify: 'always' | 'changes' | 'problems';
}

export const newDraft = (): ScheduleDraft => ({
  hasClock: true,
  rule: '0 7 * * *',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
  ...{ firstDay: '', lastDay: '', calendarId: '', onDayOff: 'leave-out', jitterMinutes: '' },
  ...{ missed: 'once', overlap: 'queue', priority: '0', timeLimitMinutes: '', memoryLimitMegabytes: '' },
  ...{ retryLimit: '1', retryWaitSeconds: '30', triggers: [], parameters: {} },
  ...{ recipients: '', failureRecipients: '', attachPdf: false, notify: 'always', digest: '', keepIn: '' },
});

export const draftOf = (schedule: Schedule): ScheduleDraft => ({
  ...schedule,
  hasClock: schedule.cron !== null,
  rule: schedule.cron ?? '0 7 * * *',
  firstDay: dayIn(schedule.startsAt, schedule.timeZone),
  lastDay: dayIn(schedule.endsAt, schedule.timeZone),
  calendarId: schedule.calendarId ?? '',
  jitterMinutes: schedule.jitterSeconds ? String(schedule.jitterSeconds / 60) : '',
  priority: String(schedule.priority),
  timeLimitMinutes: schedule.timeLimitSeconds ? String(schedule.timeLimitSeconds / 60) : '',
  memoryLimitMegabytes: schedule.memoryLimitMegabytes ? String(schedule.memoryLimitMegabytes) : '',
  retryLimit: String(schedule.retryLimit),
  retryWaitSeconds: String(schedule.retryWaitSeconds),
  // As they were saved: of a kind go the fields of that kind.
  triggers: schedule.triggers.map(({ id, kind, subject, condition }) => ({
    ...{ id, kind, subject },
    ...(condition !== null && { condition }),
  })) as TriggerDraft[],
  digest: schedule.digest ?? '',
  keepIn: schedule.keepIn ?? '',
  recipients: schedule.recipients.join(', '),
  failureRecipients: schedule.failureRecipients.join(', '),
});

/** A number as typed; undefined for none. What is no number is refused by the server, in its words. */
const number = (text: string, factor = 1): number | undefined =>
  text.trim() === '' ? undefined : Number(text.trim().replace(',', '.')) * factor;

/** The draft as the server takes it. */
export const inputOf = (draft: ScheduleDraft) => ({
  cron: draft.hasClock ? draft.rule : null,
  ...limitsOf(draft),
  timeZone: draft.timeZone,
  jitterSeconds: number(draft.jitterMinutes, 60) ?? 0,
  missed: draft.missed,
  overlap: draft.overlap,
  priority: number(draft.priority) ?? 0,
  timeLimitSeconds: number(draft.timeLimitMinutes, 60) ?? null,
  memoryLimitMegabytes: number(draft.memoryLimitMegabytes) ?? null,
  retryLimit: number(draft.retryLimit) ?? 0,
  retryWaitSeconds: number(draft.retryWaitSeconds) ?? 30,
  triggers: [...draft.triggers],
  // Values come from fields of the form: text, numbers, lists of them.
  parameters: draft.parameters as Created['parameters'],
  recipients: readRecipients(draft.recipients),
  failureRecipients: readRecipients(draft.failureRecipients),
  attachPdf: draft.attachPdf,
  digest: draft.digest || null,
  keepIn: draft.keepIn.trim() || null,
  notify: draft.notify,
});

export const limitsOf = ({ firstDay, lastDay, timeZone, calendarId, onDayOff }: ScheduleDraft) => ({
  startsAt: startOfDay(firstDay, timeZone.trim()),
  endsAt: endOfDay(lastDay, timeZone.trim()),
  calendarId: calendarId || null,
  onDayOff,
});

export const readRecipients = (text: string): string[] =>
  text
    .split(/[\s,;]+/)
    .map((address) => address.replace(/^<|>$/g, ''))
    .filter(Boolean);
