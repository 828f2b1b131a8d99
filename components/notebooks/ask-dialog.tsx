import { useEffect } from 'react';
import { PromoteDialog } from '@/components/models/promote-dialog';
import type { NotebookSession } from './notebook-session';
import type { Asked } from './page-answers';
import type { Granted } from './use-granted';

/** The dialog in which a person answers what the notebook asked. */
export function AskDialog({
  notebookId,
  asked,
}: {
  notebookId: string;
  session: NotebookSession;
  asked: Asked;
  granted: Granted;
}) {
  if (asked.request === 'model.promote')
    return <PromoteDialog proposal={asked.input} notebookId={notebookId} onDone={asked.answer} />;
  return <Decline asked={asked} />;
}

function Decline({ asked }: { asked: Asked }) {
  useEffect(() => asked.answer(null), [asked]);
  return null;
}
