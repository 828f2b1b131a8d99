import { readNotebookLock } from '@/cells/document/notebook-lock';
import { parseNotebook } from '@/cells/document/parse';
import { type ApiOutput, api } from '@/components/api';

type Version = ApiOutput['models']['version'];

/**
 * A new notebook with what made a version: all of its notebook as it was, or only its slice; with the data versions of then, so
 * that it runs. Gives the new notebook's id.
 */
export async function openAsItWas(version: Version, part: 'notebook' | 'slice'): Promise<string> {
  const { html, title } =
    part === 'slice'
      ? { html: version.slice, title: `${version.model} v${version.number}, what made it` }
      : await readWhole(version);
  const { id } = await api.notebooks.create.mutate({ html, title, origin: `version:${version.id}` });
  for (const { datasetId, table, version: number, notebook } of version.data)
    if (notebook === undefined)
      await api.notebooks.grantDataset.mutate({ notebookId: id, datasetId, table, version: number });
  await allowImports(id, html);
  return id;
}

/** What it imports it may import as it did. Of a notebook that is gone its cells say so. */
async function allowImports(notebookId: string, html: string): Promise<void> {
  const locked = [...readNotebookLock(parseNotebook(html)).values()];
  const there = await api.notebooks.imported.query({ ids: locked.map(({ id }) => id) });
  for (const { id: importedId, revision } of locked)
    if (there.some(({ id, isDeleted }) => id === importedId && !isDeleted))
      await api.notebooks.grantNotebook.mutate({ notebookId, importedId, revision });
}

async function readWhole(version: Version): Promise<{ html: string; title: string }> {
  const revision = await api.notebooks.readRevision.query({ revisionId: version.revisionId });
  return { html: revision.html, title: `${revision.title}, as of ${version.model} v${version.number}` };
}
