import type { FrozenCell } from '@/cells/bridge/messages';
import type { FrameEnd } from '@/cells/bridge/port';
import type { Notebook } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';
import { sayError } from '@/cells/kernel/say-error';
import type { TrainedModel } from '@/cells/ml/model';
import { drawTables } from '@/components/notebook/table-view';
import { freezeCell } from './freeze-cell';

const longestHtml = 3_900_000;
/** Of all outputs of a run together: a notebook of a thousand charts must still fit through the door. */
const mostHtml = 60_000_000;

/** Execution without a person: the outputs in a column, everything run, each cell frozen, and the page told. */
export async function executeToEnd(bridge: FrameEnd, kernel: Kernel, notebook: Notebook): Promise<void> {
  kernel.run('all');
  await kernel.settled();
  bridge.notify('finished', { cells: await freezeCells(kernel, notebook) });
}

/** What each cell shows now, drawn, in the order of the notebook. */
export async function freezeCells(kernel: Kernel, notebook: Notebook): Promise<FrozenCell[]> {
  await drawn();
  const cells: FrozenCell[] = [];
  let left = mostHtml;
  for (const cell of notebook.cells) {
    const frozen = await freezeCell(kernel, cell, Math.min(longestHtml, left));
    left -= frozen.html.length;
    cells.push(frozen);
    // Between two cells the frame answers that it lives.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return cells;
}

/** Verification: everything run, and the package of the model named `output` handed over. */
export async function verifyToEnd(
  bridge: FrameEnd,
  kernel: Kernel,
  notebook: Notebook,
  output: string,
): Promise<void> {
  kernel.run('all');
  await kernel.settled();
  const failed = notebook.cells
    .map(({ id }) => ({ id, error: kernel.get(id).error }))
    .find(({ error }) => error && !error.rootCell);
  if (failed?.error) throw new Error(`Cell ${failed.id} failed: ${sayError(failed.error)}`);
  const model = await kernel.value(output);
  if (!isTrainedModel(model)) throw new Error(`The slice ran, but ${output} is no trained model.`);
  const files = await model.toPackage();
  bridge.notify('package', {
    output,
    files: Object.fromEntries(files),
    metrics: { ...model.evaluation.metrics },
  });
}

export const isTrainedModel = (value: unknown): value is TrainedModel =>
  typeof value === 'object' &&
  value !== null &&
  'toPackage' in value &&
  typeof value.toPackage === 'function' &&
  'evaluation' in value &&
  'signature' in value;

/** Milliseconds that summaries of large tables may take. */
const tablePatience = 5000;

/** Tables are drawn, fonts are there and two frames have passed: charts that draw on the next frame have drawn. */
export async function drawn(): Promise<void> {
  await drawTables(tablePatience);
  await document.fonts.ready;
  for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}
