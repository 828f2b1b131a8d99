import { z } from 'zod';
import type { AnswerOptions } from './propose';

const output = z.string().min(1).max(200);

/** What a manifest keeps of how the answers of a model from elsewhere are read. */
export const answerOptions: z.ZodType<AnswerOptions> = z.strictObject({
  scores: output.optional(),
  label: output.optional(),
  labels: z.array(z.string().max(500)).min(2).max(1000).optional(),
  logits: z.boolean().optional(),
});
