import type { CellAbout, OrderBody, VariableAbout } from '@/cells/bridge/messages';
import type { FrameEnd } from '@/cells/bridge/port';
import type { DocumentStore } from '@/cells/document/document-store';
import type { Cell } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';
import { describeValue } from './describe-value';
import type { ImportedCells } from './imported-cells';
import { listNotebooks } from './keep-notebooks';
import { listPackages } from './keep-packages';

type Watched = OrderBody<'watch'>['what'];

/** Milliseconds between two tellings of what is watched. */
const everyMs = 300;
/** Cells and variables told of; more is not looked at in a panel. */
const most = 2000;

/** Tells the page of cells and who feeds whom, or of the variables, as long as somebody looks at them there. */
export function tellOfCells(
  bridge: FrameEnd,
  store: DocumentStore,
  { kernel, imported }: { kernel: Kernel; imported: Pick<ImportedCells, 'loader'> },
): (what: Watched) => void {
  let watched: Watched = 'nothing';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    timer = undefined;
    const cells = store.get().cells.slice(0, most);
    if (watched === 'flow')
      bridge.notify(
        'flow',
        cells.map((cell) => describeCell(cell, kernel)),
      );
    if (watched === 'packages') {
      bridge.notify('packages', listPackages(store).slice(0, 1000));
      bridge.notify('notebooks', listNotebooks(store, imported.loader).slice(0, 1000));
    }
    if (watched === 'variables')
      bridge.notify('variables', cells.flatMap((cell) => describeVariables(cell, kernel)).slice(0, most));
  };
  const soon = () => {
    if (watched === 'nothing' || timer !== undefined) return;
    timer = setTimeout(tell, everyMs);
  };
  store.subscribe(soon);
  kernel.subscribe(soon);
  return (what) => {
    watched = what;
    if (what !== 'nothing') tell();
  };
}

function describeCell(cell: Cell, kernel: Kernel): CellAbout {
  const { state, outputs, inputs } = kernel.get(cell.id);
  const from = new Set(inputs.flatMap((name) => kernel.definedBy(name) ?? []));
  return { cellId: cell.id, label: labelOf(cell, outputs), kind: cell.kind, state, from: [...from] };
}

/** Its names, else the first words of its text. */
function labelOf(cell: Cell, outputs: readonly string[]): string {
  if (outputs.length > 0) return outputs.join(', ').slice(0, 200);
  const line = cell.source.split('\n').find((text) => text.trim() !== '') ?? '';
  return line
    .replace(/^[\s#*>-]+/, '')
    .replaceAll(/<[^>]*>/g, '')
    .trim()
    .slice(0, 80);
}

function describeVariables(cell: Cell, kernel: Kernel): VariableAbout[] {
  const { outputs, state } = kernel.get(cell.id);
  return outputs.map((name) => {
    const known = kernel.peek(name);
    const about = known ? describeValue(known.value) : { type: '' };
    return { cellId: cell.id, kind: cell.kind, name: name.slice(0, 200), state, ...about };
  });
}
