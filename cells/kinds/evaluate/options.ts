import { z } from 'zod';
import { judgeOptions } from '@/cells/ml/judging/judge-options';

const valueName = z
  .string()
  .regex(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u, 'must be the name of a value that another cell defines');

/** Options of an evaluate cell: names of other cells' values, and what `ml.judge` takes. */
export const evaluateCellOptions = judgeOptions.safeExtend({
  /** A name that another cell defines: a trained model. */
  model: valueName,
  /** A table of rows to judge on; without it the model's held-out rows. */
  rows: valueName.optional(),
  /** A second model, judged on the same rows. */
  versus: valueName.optional(),
});
export type EvaluateCellOptions = z.infer<typeof evaluateCellOptions>;
