import { z } from 'zod';

import { recipients } from '../mails';

export { recipients };

/** A rule as cron or in plain words, on the clock of a time zone. */
export const recurrenceInput = z.object({
  cron: z.string().trim().min(1, 'Write when it should run, for example every Monday at 7:00').max(200),
  timeZone: z.string().trim().min(1).max(100),
});

/** Between when a rule counts, and on which days not. */
export const limitsInput = z.object({
  startsAt: z.coerce.date().nullable(),
  endsAt: z.coerce.date().nullable(),
  calendarId: z.string().nullable(),
  onDayOff: z.enum(['leave-out', 'next-day']),
});

/** `always`; `changes`: when the checks that fail are other ones than last time; `problems`: when a check fails. */
export const notifyRule = z.enum(['always', 'changes', 'problems']);

/** Values for inputs of a notebook, by name; which fit is known to the notebook. */
export const parametersInput = z
  .record(z.string().max(200), z.json())
  .refine((given) => JSON.stringify(given).length <= 100_000, 'The parameters are larger than 100 KB');

/** What a schedule has beside its rule and its recipients; each is optional. */
export const settingsInput = limitsInput
  .extend({
    jitterSeconds: z.number().int().min(0).max(3600, 'At most an hour of spread'),
    missed: z.enum(['once', 'all', 'none']),
    overlap: z.enum(['queue', 'skip', 'replace']),
    priority: z.number().int().min(-10).max(10, 'Priorities are −10 to 10'),
    timeLimitSeconds: z
      .number()
      .int()
      .min(10, 'At least 10 seconds')
      .max(86_400, 'At most 24 hours')
      .nullable(),
    memoryLimitMegabytes: z
      .number()
      .int()
      .min(256, 'At least 256 MB: the browser itself needs that')
      .max(65_536)
      .nullable(),
    parameters: parametersInput,
    failureRecipients: recipients,
    /** Reports are gathered with those of other schedules into one mail; null for a mail each. */
    digest: z.enum(['daily', 'weekly']).nullable(),
    /** Folder in storage in which each report is kept; null for none. */
    keepIn: z
      .string()
      .trim()
      .max(200)
      .regex(
        /^[\p{L}\p{N}_@=+-][\p{L}\p{N}_@=+.-]*(\/[\p{L}\p{N}_@=+-][\p{L}\p{N}_@=+.-]*)*$/u,
        'Write a folder such as reports-of-bikes/weekly: letters, digits, dashes and dots',
      )
      .nullable(),
    /** Whether the report goes along as a PDF. */
    attachPdf: z.boolean(),
    retryLimit: z.number().int().min(0).max(5),
    retryWaitSeconds: z.number().int().min(1).max(3600),
  })
  .partial();
