import type { Notebook } from '@/cells/document/notebook';
import type { TrainedModel } from '@/cells/ml/model';
import { isTuned } from '@/cells/ml/tuning/tuning';

/**
 * The slice of a tuned model as verification runs it: what the search found stands in its cell, so that only that is trained
 * again. Which trial is best may hang on time and on which worker was quicker; what the best settings train does not.
 * @throws Error for people when the search is in a cell whose text cannot say so
 */
export function pinFound(slice: Notebook, model: TrainedModel, madeBy: number): Notebook {
  if (!isTuned(model)) return slice;
  const { learner, options } = model.tuning.settings;
  const cell = slice.cells.find(({ id }) => id === madeBy);
  if (cell?.kind !== 'tune')
    throw new Error(
      'A search in code cannot be repeated exactly. Press “Use these settings” and promote the model of the train cell, or search in a tune cell.',
    );
  const source = JSON.stringify({ ...JSON.parse(cell.source), found: { learner, options } }, null, 2);
  return { ...slice, cells: slice.cells.map((one) => (one.id === madeBy ? { ...one, source } : one)) };
}
