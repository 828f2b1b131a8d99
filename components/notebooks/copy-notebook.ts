import { api } from '@/components/api';

/** A new notebook of this text, which may read what the notebook `from` may: it is the same person's. Gives its id. */
export async function copyNotebook(copy: { from: string; title: string; html: string }): Promise<string> {
  const { id } = await api.notebooks.create.mutate({ title: copy.title, html: copy.html, copyOf: copy.from });
  await api.notebooks.copyGrants.mutate({ notebookId: id, from: copy.from });
  return id;
}
