import { z } from 'zod';
import { readFileLock } from '@/cells/document/file-lock';
import { query } from '../../command';
import { listGranted } from '../datasets';
import { listImported, readNotebook } from '../notebooks';
import { gatherImports } from './gather-imports';
import { namesDataset } from './shared-tables';

/** What a link shows of other notebooks, for whoever makes one, and which imports it leaves out. `revision`: null for the newest. */
export const listSharedImports = query({
  action: 'link.read',
  input: z.object({ notebookId: z.string(), revision: z.number().int().positive().nullable() }),
  async run(context, { notebookId, revision }) {
    const shown = await readNotebook(context, { id: notebookId, revision: revision ?? undefined });
    const { parts, left } = await gatherImports(context, shown);
    const now = await listImported(context, { ids: [...new Set(parts.map(({ id }) => id))] });
    const imports = parts.map(async ({ id, revision: locked, title, notebook }) => ({
      ...{ id, revision: locked, title: now.find((each) => each.id === id)?.title ?? title },
      cells: notebook.cells.length,
      files: [...readFileLock(notebook).keys()],
      tables: (await listGranted(context, { notebookId, imported: id }))
        .filter((table) => namesDataset(notebook, table))
        .map(({ table, name, version, rows, columns }) => ({ table, name, version, rows, columns })),
    }));
    return { imports: await Promise.all(imports), left };
  },
});
