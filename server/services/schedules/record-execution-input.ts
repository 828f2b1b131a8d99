import { z } from 'zod';
import { command } from '../../command';
import { executionInputs } from '../../db/schema';

/** Remembers that an execution read a version of a data set. Reading it again, or in a second attempt, changes nothing. */
export const recordExecutionInput = command({
  action: 'execution.record',
  isLog: true,
  input: z.object({ executionId: z.string(), datasetId: z.string(), version: z.number().int().positive() }),
  async run(context, input) {
    await context.db.insert(executionInputs).values(input).onConflictDoNothing();
  },
});
