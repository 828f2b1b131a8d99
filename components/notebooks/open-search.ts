import type { RequestInput } from '@/cells/bridge/messages';
import { api } from '@/components/api';
import { uploadPackage } from '@/components/models/upload-package';

/** Whether a person has allowed this notebook's searches to go on in workers. */
export async function maySearchElsewhere(notebookId: string): Promise<boolean> {
  const grants = await api.notebooks.grants.query({ notebookId });
  return grants.some(({ kind }) => kind === 'workers');
}

/** Sends the table, unless the server has it already or there is no room, and begins the search. */
export async function openSearch(
  notebookId: string,
  { table, options, identity }: RequestInput<'search.open'>,
): Promise<{ searchId: string }> {
  await api.searches.room.query({ notebookId });
  const file = 'table.arrow';
  const { [file]: sent } = await uploadPackage({ [file]: table }, () => {});
  if (!sent) throw new Error('The table was not sent.');
  return api.searches.open.mutate({ notebookId, table: sent.hash, options, identity });
}
