import { mayImportNotebook } from '@/cells/compiler/notebook-imports';
import type { Cell } from '@/cells/document/notebook';
import { compileCell } from '@/cells/kinds';
import type { NotebookParts } from '../notebook-context';
import type { HelpSources } from './resolve-shape';

/** What the names of a notebook mean to help: values that cells have now, and the documentation of the library. */
export function helpSources({ kernel, services, store }: NotebookParts): HelpSources {
  return {
    docs: services.documentation,
    async valueOf(name) {
      const cellId = kernel.definedBy(name);
      // Asking for the value of a cell that is not fresh would wait for it.
      if (cellId === undefined || kernel.get(cellId).state !== 'fresh') return undefined;
      const cell = store.cell(cellId);
      const origin = cell && originOf(name, cell);
      return kernel.value(name).then(
        (value) => ({ value, origin }),
        () => undefined,
      );
    },
  };
}

/** Of a name that a cell imports: from which notebook. */
function originOf(name: string, cell: Cell): string | undefined {
  if (!mayImportNotebook(cell.source)) return undefined;
  const from = compileCell(cell, { names: new Set() }).notebooks?.find(({ names }) =>
    names.some(({ as }) => as === name),
  );
  const there = from?.names.find(({ as }) => as === name)?.name;
  return from && `${there === name ? 'Imported' : `Imported as ${there}`} from notebook:${from.notebook}.`;
}
