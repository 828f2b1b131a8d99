import type { FrozenCell } from '@/cells/bridge/messages';
import type { Cell } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';
import { sayError } from '@/cells/kernel/say-error';
import { freezeOutput } from './freeze-output';

const longestText = 190_000;

/** What a cell shows now. HTML of more than `longest` characters is replaced by a sentence that says so. */
export async function freezeCell(kernel: Kernel, cell: Cell, longest: number): Promise<FrozenCell> {
  const run = kernel.get(cell.id);
  const root = kernel.root(cell.id);
  const html = await freezeOutput(root);
  const cautions = run.console.flatMap(({ about, text }) => (about === 'value' ? text.slice(0, 2000) : []));
  return {
    cellId: cell.id,
    name: (cell.output ?? run.outputs.join(', ')).slice(0, 500),
    kind: cell.kind,
    state: run.state,
    html:
      html.length > longest ? '<p>This output is too large to keep. Open the notebook to see it.</p>' : html,
    // biome-ignore lint/performance/useDomNodeTextContent: the text as it is drawn, line by line
    text: root.innerText.slice(0, longestText),
    error: run.error && sayError(run.error).slice(0, 19_000),
    console: run.console
      .filter(({ about }) => about === undefined)
      .map(({ level, text }) => `${level}: ${text}`)
      .join('\n')
      .slice(0, longestText),
    ...(cautions.length > 0 && { cautions: cautions.slice(0, 100) }),
    durationMs: run.durationMs,
  };
}
