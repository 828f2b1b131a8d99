import { useEffect } from 'react';
import type { NotebookSession } from './notebook-session';
import type { Asked } from './page-answers';
import type { Granted } from './use-granted';

/** The dialog in which a person answers what the notebook asked. */
export function AskDialog({
  asked,
}: {
  notebookId: string;
  session: NotebookSession;
  asked: Asked;
  granted: Granted;
}) {
  useEffect(() => asked.answer(null), [asked]);
  return null;
}
