import { z } from 'zod';
import { filterSchema } from './arrangement';

/** What a chart or table lets through, by the names of columns. */
export const clauseSchema = z
  .array(
    z.strictObject({
      column: z.string().min(1).max(500),
      measure: z.enum(['number', 'text', 'date', 'boolean', 'list', 'struct', 'picture', 'other']),
      filter: filterSchema,
    }),
  )
  .max(50)
  .readonly();

export type Clause = Readonly<z.infer<typeof clauseSchema>>;
