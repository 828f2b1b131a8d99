import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { compareNotebooks } from '@/cells/document/compare';
import { parseNotebook } from '@/cells/document/parse';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { copyNotebook } from './copy-notebook';
import type { NotebookSession } from './notebook-session';

/** Somebody saved this notebook since it was opened here. Nothing is overwritten; a person chooses. */
export function ConflictDialog(props: {
  notebookId: string;
  session: NotebookSession;
  open: boolean;
  onOpenChange(open: boolean): void;
}) {
  const { notebookId, session, open, onOpenChange } = props;
  const [busy, setBusy] = useState(false);
  const theirs = useQuery({
    queryKey: ['notebooks', 'conflict', notebookId],
    queryFn: () => api.notebooks.read.query({ id: notebookId }),
    gcTime: 0,
  });

  const act = (run: () => Promise<void> | void) => async () => {
    setBusy(true);
    try {
      await run();
    } catch (error) {
      toast.failed(errorMessage(error));
    } finally {
      setBusy(false);
    }
  };

  const newest = theirs.data;
  return (
    <Dialog
      open={open}
      // Closing decides nothing: the bar keeps saying that it is not saved.
      onOpenChange={onOpenChange}
      title="This notebook was changed elsewhere"
      description="It was saved in another tab or by somebody else after you opened it here. Both versions are kept until you choose."
      footer={
        newest && (
          <>
            <Button disabled={busy} onClick={act(() => session.takeTheirs(newest))}>
              Take theirs
            </Button>
            <Button disabled={busy} onClick={act(() => keepBoth(session, newest))}>
              Keep both
            </Button>
            <Button variant="primary" disabled={busy} onClick={act(() => session.keepMine(newest.revision))}>
              Keep mine
            </Button>
          </>
        )
      }
    >
      {theirs.isPending && <Loading />}
      {theirs.isError && (
        <ErrorNotice message={errorMessage(theirs.error)} onRetry={() => theirs.refetch()} />
      )}
      {newest && (
        <dl>
          <dt>Theirs</dt>
          <dd>
            revision {newest.revision}, saved <Time value={newest.savedAt} />
          </dd>
          <dt>Yours differs in</dt>
          <dd>{differences(newest.html, session.html())}</dd>
          <dt>Keep mine</dt>
          <dd>makes yours the newest revision; theirs stays in the history.</dd>
          <dt>Keep both</dt>
          <dd>makes a copy of yours, and shows theirs here.</dd>
        </dl>
      )}
    </Dialog>
  );
}

function differences(theirs: string, mine: string): string {
  const changes = compareNotebooks(parseNotebook(theirs), parseNotebook(mine)).cells.filter(
    ({ change }) => change !== 'same',
  );
  return changes.length === 0
    ? 'the title or the order only'
    : changes.length === 1
      ? 'one cell'
      : `${changes.length} cells`;
}

async function keepBoth(
  session: NotebookSession,
  theirs: { id: string; title: string; html: string; revision: number },
) {
  const html = session.html();
  const title = `${parseNotebook(html).title || theirs.title} (my copy)`;
  const copy = await copyNotebook({ from: theirs.id, title, html });
  session.takeTheirs(theirs);
  window.open(`/notebooks/${copy}`, '_blank', 'noopener');
  toast.done(`Your version is the notebook “${title}”.`);
}
