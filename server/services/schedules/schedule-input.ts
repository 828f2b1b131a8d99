import { z } from 'zod';

export { recipients } from '../mails';

export const recurrenceInput = z.object({
  cron: z.string().trim().min(1, 'Write when it should run, for example 0 7 * * 1').max(200),
  timeZone: z.string().trim().min(1).max(100),
});

/** `always`; `changes`: when the checks that fail are other ones than last time; `problems`: when a check fails. */
export const notifyRule = z.enum(['always', 'changes', 'problems']);
