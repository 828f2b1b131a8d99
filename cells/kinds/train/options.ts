import { z } from 'zod';
import { foldOptions } from '@/cells/ml/cross-validation/fold-options';
import { trainOptions } from '@/cells/ml/train-options';

const valueName = z
  .string()
  .regex(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u, 'must be the name of a value that another cell defines');

/** Options of a train cell: the name of the data, and what `ml.train` takes. */
export const trainCellOptions = trainOptions.safeExtend({
  /** A name that another cell defines: a SQL result, a table, rows. */
  data: valueName,
  /** A name that another cell defines: a model of the same kind, from which training goes on. */
  warmStart: valueName.optional(),
  /** A name that another cell defines: the files of a TensorFlow.js model, on top of which a network learns. */
  base: valueName.optional(),
  /** The cell cross-validates instead of training one model; `split` then says nothing. */
  folds: foldOptions.optional(),
});
export type TrainCellOptions = z.infer<typeof trainCellOptions>;
