import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { Context } from '../../context';
import { notebooks } from '../../db/schema';
import { AppError } from '../../errors';
import { addDatasetFile } from '../datasets';
import { createNotebook, grantDataset } from '../notebooks';
import { catalogue } from './catalogue';

/** The notebook and its grant, once the data set is there. */
const createExample = command({
  action: 'notebook.create',
  input: z.object({ name: z.string(), html: z.string(), datasetId: z.string(), table: z.string() }),
  async run(context, { name, html, datasetId, table }) {
    const { id } = await createNotebook.within(context, { html, origin: `example:${name}` });
    await grantDataset.within(context, { notebookId: id, datasetId, table });
    context.audit(`notebook:${id}`, { example: name });
    return { id };
  },
});

/**
 * Opens an example: the notebook made from it earlier, else a new one with its data set attached. Several commands, each
 * authorized and committed by itself: reading the data may take seconds, and a data set left by a failed try is used by the next.
 */
export const openExample = Object.assign(open, {
  action: createExample.action,
  input: z.object({ name: z.string().max(100) }),
});

async function open(context: Context, { name }: { name: string }): Promise<{ id: string }> {
  const example = catalogue.find((candidate) => candidate.name === name);
  if (!example) throw new AppError('not_found', 'There is no such example.');
  const made = await context.db.query.notebooks.findFirst({
    where: and(eq(notebooks.origin, `example:${name}`), isNull(notebooks.deletedAt)),
    columns: { id: true },
  });
  if (made) return made;
  // The process runs in the program's folder: cli/start.mjs sees to it.
  const folder = join(process.cwd(), 'examples');
  const html = await readFile(join(folder, `${name}.html`), 'utf8');
  const { file, name: datasetName, table } = example.dataset;
  const { datasetId } = await addDatasetFile(context, {
    name: datasetName,
    fileName: file,
    content: createReadStream(join(folder, 'data', file)),
  });
  return createExample(context, { name, html, datasetId, table });
}
