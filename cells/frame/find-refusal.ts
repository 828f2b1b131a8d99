import { sliceNotebook } from '@/cells/document/slice';
import { datasetsOf, type ProposalContext } from './propose-model';

/** Why the training of a cell is refused: its slice reads a version whose check failed, and its data set blocks training then. */
export async function findRefusal(
  { bridge, kernel, ran }: ProposalContext,
  cellId: number,
): Promise<string | undefined> {
  const granted = await bridge.request('dataset.list', {});
  const blocked = granted.filter((dataset) => dataset.blocked !== undefined);
  if (blocked.length === 0) return undefined;
  const notebook = ran();
  return datasetsOf(sliceNotebook(notebook, kernel.slice(cellId)), notebook, blocked)[0]?.blocked;
}
