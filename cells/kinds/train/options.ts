import { z } from 'zod';
import { trainOptions } from '@/cells/ml/train-options';

/** Options of a train cell: the name of the data, and what `ml.train` takes. */
export const trainCellOptions = trainOptions.safeExtend({
  /** A name that another cell defines: a SQL result, a table, rows. */
  data: z
    .string()
    .regex(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u, 'must be the name of a value that another cell defines'),
});
export type TrainCellOptions = z.infer<typeof trainCellOptions>;
