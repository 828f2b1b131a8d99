import { useEffect } from 'react';
import type { NotebookSession } from './notebook-session';
import type { Asked } from './page-answers';

/** The dialog in which a person answers what the notebook asked. */
export function AskDialog({
  asked,
}: {
  notebookId: string;
  session: NotebookSession;
  asked?: Asked;
  dropped?: File;
  onDropDone(): void;
}) {
  useEffect(() => asked?.answer(null), [asked]);
  return null;
}
