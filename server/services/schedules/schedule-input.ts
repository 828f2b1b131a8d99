import { z } from 'zod';

export const recipients = z
  .array(
    z.email({ error: ({ input }) => `“${input}” is no mail address; write one such as ada@example.org` }),
  )
  .max(50, 'At most 50 recipients; use a mailing list for more')
  .transform((addresses) => [...new Set(addresses)]);

export const recurrenceInput = z.object({
  cron: z.string().trim().min(1, 'Write when it should run, for example 0 7 * * 1').max(200),
  timeZone: z.string().trim().min(1).max(100),
});

/** `always`; `changes`: when the checks that fail are other ones than last time; `problems`: when a check fails. */
export const notifyRule = z.enum(['always', 'changes', 'problems']);
