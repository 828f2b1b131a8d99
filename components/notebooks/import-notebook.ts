import type { RequestInput, RequestOutput } from '@/cells/bridge/messages';
import { type ApiOutput, api } from '@/components/api';
import { refusal } from './refusal';

/** What a person is asked to allow. */
export type ImportAsked = Omit<Extract<ApiOutput['notebooks']['import'], { state: 'ask' }>, 'state'>;

/** Another notebook whose cells are imported; `ask` has a person allow it the first time. */
export async function importNotebook(
  notebookId: string,
  input: RequestInput<'notebook.import'>,
  ask?: (wanted: ImportAsked) => Promise<boolean>,
): Promise<RequestOutput<'notebook.import'>> {
  const found = await api.notebooks.import.query({ notebookId, ...input });
  if (found.state === 'ready') return found.notebook;
  const { title } = found.notebook;
  if (!ask)
    throw refusal(
      'forbidden',
      `This notebook imports from “${title}”, and was not allowed to yet. Open it for writing and run that cell.`,
    );
  if (!(await ask(found)))
    throw refusal(
      'forbidden',
      `The import from “${title}” was not allowed. Run this cell to be asked again.`,
    );
  return importNotebook(notebookId, input);
}
