import type { RequestInput, RequestOutput } from '@/cells/bridge/messages';
import { sayUnasked } from '@/cells/bridge/notebooks';
import { type ApiOutput, api } from '@/components/api';
import { refusal } from './refusal';

/** What a person is asked to allow. */
export type ImportAsked = Omit<Extract<ApiOutput['notebooks']['import'], { state: 'ask' }>, 'state'>;

/** What a person who edits the notebook is asked, and told: the frame, whose text may be anybody's, learns neither. */
export interface ImportPerson {
  /** False also where nobody could be asked just now, who is then told. */
  ask(wanted: ImportAsked): Promise<boolean>;
  tell(said: string): void;
}

/** Another notebook whose cells are imported; `person` allows it the first time. Errors name it as the frame did. */
export async function importNotebook(
  notebookId: string,
  input: RequestInput<'notebook.import'>,
  person?: ImportPerson,
): Promise<RequestOutput<'notebook.import'>> {
  const { name } = input;
  const found = await api.notebooks.import.query({ notebookId, ...input });
  if (found.state === 'ready') return found.notebook;
  if (!person) throw refusal('forbidden', sayUnasked(name));
  if (found.state === 'ask' && (await person.ask(found))) return importNotebook(notebookId, input);
  if (found.state === 'unknown' && found.said) person.tell(found.said);
  // The same words whether a person refused, or there is no such notebook.
  throw refusal(
    'forbidden',
    `No notebook named ${name} may be imported here. Run this cell, and allow the import where you are asked; where you are not, write its title in small letters with hyphens, as in notebook:sales-forecast, or its id.`,
  );
}
