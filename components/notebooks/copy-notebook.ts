import { api } from '@/components/api';

/** A new notebook of this text, which may read what the notebook `from` may: it is the same person's. Gives its id. */
export async function copyNotebook(copy: { from: string; title: string; html: string }): Promise<string> {
  const { id } = await api.notebooks.create.mutate({ title: copy.title, html: copy.html });
  for (const grant of await api.notebooks.grants.query({ notebookId: copy.from }))
    if (grant.kind === 'dataset')
      await api.notebooks.grantDataset.mutate({
        notebookId: id,
        datasetId: grant.subjectId,
        table: grant.name,
        version: grant.version ?? undefined,
      });
    else if (grant.kind === 'runs')
      await api.notebooks.grantRuns.mutate({ notebookId: id, experimentId: grant.subjectId });
    else await api.notebooks.grantPredictions.mutate({ notebookId: id, modelId: grant.subjectId });
  return id;
}
