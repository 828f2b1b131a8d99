import type { Builtin } from '@/cells/kernel/kernel';
import type { StandardLibraryServices } from './services';

/** What `import {…} from "notebook:…"` compiles to (`cells/compiler/notebook-imports.ts`): brings the cells here. */
export const createImportCells = ({
  importCells,
}: Pick<StandardLibraryServices, 'importCells'>): Builtin => ({
  perCell: (run) => async () => {
    if (!importCells) throw new Error('Cells of other notebooks cannot be imported here.');
    await importCells(run);
  },
});
