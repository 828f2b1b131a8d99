import { z } from 'zod';
import type { RetrainingRule } from '../../db/schema';
import { recipients } from '../mails';
import { modelName } from '../registry';

const schedule = z.object({
  cron: z.string().trim().min(1, 'Write when it is trained again, for example every Monday at 7:00').max(200),
  timeZone: z.string().trim().min(1).max(100),
});

const canary = z.object({
  deployment: modelName,
  steps: z
    .array(
      z.object({
        percent: z.number().min(1, 'A canary gets at least 1 %').max(99, 'A canary gets at most 99 %'),
        minutes: z.number().int().min(1, 'A step takes at least a minute').max(43_200),
      }),
    )
    .min(1, 'A canary has at least one step')
    .max(10, 'A canary has at most 10 steps'),
});

/** A rule as a person gives it: cron or plain words for the schedule. */
export const retrainingRule = z
  .object({
    enabled: z.boolean(),
    when: z.object({
      schedule: schedule.nullable(),
      alerts: z.object({ checks: z.array(z.string().trim().min(1).max(200)).max(20) }).nullable(),
      labels: z.number().int().min(1, 'Say after how many labels').max(1_000_000_000).nullable(),
      newData: z.boolean(),
    }),
    notebook: z
      .object({
        id: z.string(),
        revision: z.number().int().positive().nullable(),
        output: z.string().trim().min(1, 'Say which name the model has in the notebook').max(200),
      })
      .nullish(),
    data: z.enum(['newest', 'log']),
    table: z.string().max(200).nullable(),
    windowDays: z.number().int().min(1, 'The log is read for at least a day').max(3660).nullable(),
    move: z.enum(['ask', 'by-itself']),
    canary: canary.nullable(),
    leastHours: z.number().min(0).max(8784, 'At most a year between two turns'),
    mostPerWeek: z.number().int().min(1, 'At least one turn a week').max(1000),
    pauseAfter: z.number().int().min(1, 'At least one').max(100),
    recipients,
  })
  .refine(
    ({ enabled, when }) => !enabled || when.schedule || when.alerts || when.labels !== null || when.newData,
    'Say what starts it: a schedule, an alert, labels or new data',
  ) satisfies z.ZodType<RetrainingRule>;

/** What holds where nobody set a rule: nothing starts by itself, and a person is asked. */
export const defaultRule: RetrainingRule = {
  enabled: false,
  when: { schedule: null, alerts: null, labels: null, newData: false },
  data: 'newest',
  table: null,
  windowDays: null,
  move: 'ask',
  canary: null,
  leastHours: 24,
  mostPerWeek: 3,
  pauseAfter: 3,
  recipients: [],
};
