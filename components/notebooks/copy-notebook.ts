import { type ApiOutput, api } from '@/components/api';

/** A new notebook of this text, which may read what the notebook `from` may: it is the same person's. Gives its id. */
export async function copyNotebook(copy: { from: string; title: string; html: string }): Promise<string> {
  const { id } = await api.notebooks.create.mutate({ title: copy.title, html: copy.html, copyOf: copy.from });
  for (const grant of await api.notebooks.grants.query({ notebookId: copy.from })) await giveAlso(id, grant);
  return id;
}

type Grant = ApiOutput['notebooks']['grants'][number];

function giveAlso(notebookId: string, { kind, name, subjectId, version }: Grant): Promise<unknown> {
  switch (kind) {
    case 'dataset':
      return api.notebooks.grantDataset.mutate({
        ...{ notebookId, datasetId: subjectId, table: name, version: version ?? undefined },
      });
    case 'runs':
      return api.notebooks.grantRuns.mutate({ notebookId, experimentId: subjectId });
    case 'predictions':
      return api.notebooks.grantPredictions.mutate({ notebookId, modelId: subjectId });
    case 'connection':
      return api.notebooks.grantConnection.mutate({ notebookId, connectionId: subjectId });
    case 'workers':
      return api.notebooks.grantWorkers.mutate({ notebookId });
    case 'notebook':
      return api.notebooks.grantNotebook.mutate({
        ...{ notebookId, importedId: subjectId, revision: version ?? 1 },
      });
  }
}
