import { sliceNotebook } from '@/cells/document/slice';
import type { ProposalContext } from './propose-model';
import { readDatasets } from './slice-with-imports';

/** Why the training of a cell is refused: its slice reads a version whose check failed, and its data set blocks training then. */
export async function findRefusal(
  { bridge, kernel, imported, ran }: ProposalContext,
  cellId: number,
): Promise<string | undefined> {
  const notebook = ran();
  const slice = sliceNotebook(notebook, kernel.slice(cellId));
  const read = await readDatasets(slice, notebook, { bridge, imported });
  return read.find(({ dataset }) => dataset.blocked !== undefined)?.dataset.blocked;
}
