import { sayError } from '@/cells/kernel/say-error';
import { type ProposalContext, proposeModel } from './propose-model';
import { isTrainedModel } from './run-to-end';

/**
 * Training without a person: the cells that the model named `output` depends on run, no other, and it is proposed for promotion as a
 * person would propose it. Throws an Error for people when no cell makes such a model, or one of them failed.
 */
export async function trainToEnd(context: ProposalContext, output: string): Promise<void> {
  const { bridge, kernel } = context;
  const cellId = kernel.definedBy(output);
  if (cellId === undefined)
    throw new Error(`No cell of the notebook makes ${output}. Choose the name that its model has now.`);
  const cells = kernel.slice(cellId);
  kernel.run(cells);
  await kernel.settled();
  const failed = cells
    .map((id) => ({ id, error: kernel.get(id).error }))
    .find(({ error }) => error && !error.rootCell);
  if (failed?.error) throw new Error(`Cell ${failed.id} failed: ${sayError(failed.error)}`);
  const model = await kernel.value(output);
  if (!isTrainedModel(model)) throw new Error(`The cells ran, but ${output} is no trained model.`);
  await proposeModel(context, model, cellId);
  bridge.notify('finished', { cells: [] });
}
