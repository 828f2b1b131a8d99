import type { FrameEnd } from '@/cells/bridge/port';
import type { Notebook } from '@/cells/document/notebook';
import { serializeNotebook } from '@/cells/document/serialize';
import type { Kernel } from '@/cells/kernel/kernel';
import type { TrainedModel } from '@/cells/ml/model';
import type { ImportedCells } from './imported-cells';
import { pinFound } from './pin-found';
import { readDatasets, sliceWithImports } from './slice-with-imports';

export interface ProposalContext {
  readonly bridge: FrameEnd;
  readonly kernel: Kernel;
  readonly imported: Pick<ImportedCells, 'linker' | 'loader'>;
  /** The notebook as the kernel has it: what ran, not what is being typed. */
  ran(): Notebook;
}

/**
 * Asks the person to promote a model shown at `cellId`: the slice that made it, the data it read, its package.
 * @returns what it became; null when the person cancelled. Throws an Error for people when the model cannot be named or the
 * cells that made it are not fresh.
 */
export async function proposeModel(
  { bridge, kernel, imported, ran }: ProposalContext,
  model: TrainedModel,
  cellId: number,
): Promise<{ model: string; version: number } | null> {
  const notebook = ran();
  const made = await findMaker(kernel, notebook, model, cellId);
  if (!made)
    throw new Error(
      'This model has no name. Give it one, as in `model = await ml.train(…)`, run the cell, and promote it then.',
    );
  const sliceCells = kernel.slice(made.cellId);
  const waiting = sliceCells.filter((id) => kernel.get(id).state !== 'fresh');
  if (waiting.length > 0)
    throw new Error(
      `Cells that made this model have changed since, or did not finish (cell ${waiting.join(', ')}). Run them, then promote.`,
    );

  const slice = pinFound(sliceWithImports(notebook, sliceCells, imported), model, made.cellId);
  const [files, read] = await Promise.all([
    model.toPackage(),
    readDatasets(slice, notebook, { bridge, imported }),
  ]);
  return bridge.request('model.promote', {
    suggestedName: suggestName(notebook.title, made.name),
    files: Object.fromEntries(files),
    slice: serializeNotebook(slice),
    sliceCells,
    totalCells: notebook.cells.length,
    output: made.name,
    datasets: read.map(({ dataset: { table, hash }, notebook: owner }) => ({ table, hash, notebook: owner })),
    run: model.run?.id,
  });
}

/** The name that holds this very model, looked for in the cell that shows it first. */
async function findMaker(
  kernel: Kernel,
  notebook: Notebook,
  model: TrainedModel,
  shownIn: number,
): Promise<{ name: string; cellId: number } | undefined> {
  const ids = [shownIn, ...notebook.cells.map(({ id }) => id).filter((id) => id !== shownIn)];
  for (const cellId of ids) {
    const run = kernel.get(cellId);
    if (run.state !== 'fresh') continue;
    for (const name of run.outputs) {
      const value = await kernel.value(name).catch(() => undefined);
      if (value === model) return { name, cellId };
    }
  }
  return undefined;
}

/** Named for its notebook, so that the next one is offered as a version of the same model; else for itself. */
export function suggestName(title: string, output: string): string {
  const titled = toName(title);
  return titled && titled !== 'untitled' ? titled : toName(output.replace(/([a-z0-9])([A-Z])/g, '$1 $2'));
}

const toName = (text: string) =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
