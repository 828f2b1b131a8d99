import { z } from 'zod';
import { tuneOptions } from '@/cells/ml/tuning/tune-options';

/** Options of a tune cell: the name of the data, and what `ml.tune` takes. */
export const tuneCellOptions = tuneOptions.safeExtend({
  /** A name that another cell defines: a SQL result, a table, rows. */
  data: z
    .string()
    .regex(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u, 'must be the name of a value that another cell defines'),
});
export type TuneCellOptions = z.infer<typeof tuneCellOptions>;
