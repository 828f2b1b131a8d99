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
  await api.models.grantImports.mutate({ notebookId: id, versionId: version.id });
  return id;
}

async function readWhole(version: Version): Promise<{ html: string; title: string }> {
  const revision = await api.notebooks.readRevision.query({ revisionId: version.revisionId });
  return { html: revision.html, title: `${revision.title}, as of ${version.model} v${version.number}` };
}
