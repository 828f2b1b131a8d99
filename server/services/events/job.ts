import { z } from 'zod';
import type { TriggerKind } from '../../db/schema';
import type { JobType } from '../../queue/queue';

const kinds = ['dataset', 'alert', 'version', 'alias', 'webhook', 'ended'] as const satisfies TriggerKind[];

/** Something that happened and that schedules may wait for. */
export const happening = z.object({
  /** One for each time that it happens, however often it is told. */
  id: z.string(),
  kind: z.enum(kinds),
  /** Which data set, model, schedule or trigger, by id. */
  subject: z.string(),
  /** What a trigger may ask for: the name of the alias, how a schedule ended. */
  conditions: z.array(z.string()).default([]),
  /** What happened, for the history of what it starts: “rides has version 4”. */
  words: z.string().max(500),
  /** Values for inputs of what it starts. */
  parameters: z.record(z.string(), z.unknown()).optional(),
  at: z.coerce.date(),
  /** Executions that led to it, each started by the one before. */
  chainDepth: z.number().int().nonnegative().default(0),
});
export type Happening = z.infer<typeof happening>;

export const startTriggeredJob: JobType<z.input<typeof happening>> = {
  name: 'start-triggered',
  schema: happening as z.ZodType<z.input<typeof happening>>, // dates travel as text, and are read again
  retryLimit: 20,
};
