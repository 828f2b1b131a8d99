import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Notebook } from '@/cells/document/notebook';
import { parseNotebook } from '@/cells/document/parse';
import { kindOf } from '@/cells/kinds';
import { api, errorMessage } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import lineButton from '@/components/ui/line-button.module.css';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import type { SaveState } from './autosave';
import { type CellChange, compareNotebooks, hasSameOrder } from './compare-notebooks';
import styles from './history-panel.module.css';
import type { NotebookSession } from './notebook-session';

/** Every saved state, newest first; one can be looked at without running it, and brought back undoably. */
export function HistoryPanel(props: { notebookId: string; session: NotebookSession; save: SaveState }) {
  const { notebookId, session, save } = props;
  const [shown, setShown] = useState<number>();
  const client = useQueryClient();
  const queryKey = ['notebooks', 'revisions', notebookId];
  const revisions = useQuery({ queryKey, queryFn: () => api.notebooks.revisions.query({ id: notebookId }) });

  useEffect(() => {
    if (save.kind === 'saved')
      void client.invalidateQueries({ queryKey: ['notebooks', 'revisions', notebookId] });
  }, [client, notebookId, save.kind]);

  if (revisions.isPending) return <Loading />;
  if (revisions.isError)
    return <ErrorNotice message={errorMessage(revisions.error)} onRetry={() => revisions.refetch()} />;
  return (
    <>
      <ol className={styles.revisions}>
        {revisions.data.map(({ revision, title, at, by }) => (
          <li key={revision}>
            <button type="button" className={lineButton.line} onClick={() => setShown(revision)}>
              <span className={styles.number}>{revision}</span>
              <span className={styles.words}>
                <span className={styles.title}>{title}</span>
                <span className={styles.when}>
                  <Time value={at} />
                  {by && ` · ${by}`}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ol>
      {shown !== undefined && (
        <RevisionDialog
          notebookId={notebookId}
          revision={shown}
          session={session}
          onClose={() => setShown(undefined)}
        />
      )}
    </>
  );
}

function RevisionDialog(props: {
  notebookId: string;
  revision: number;
  session: NotebookSession;
  onClose(): void;
}) {
  const { notebookId, revision, session, onClose } = props;
  const read = useQuery({
    queryKey: ['notebooks', 'revision', notebookId, revision],
    queryFn: () => api.notebooks.read.query({ id: notebookId, revision }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const restore = (html: string) => {
    const before = session.html();
    session.replace(html);
    onClose();
    toast.done(`Revision ${revision} is back.`, () => session.replace(before));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Revision ${revision}`}
      description="What it says, compared with the notebook as it stands now. Nothing runs here."
      width={760}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            variant="primary"
            disabled={!read.data}
            onClick={() => read.data && restore(read.data.html)}
          >
            Restore this revision
          </Button>
        </>
      }
    >
      {read.isPending && <Loading />}
      {read.isError && <ErrorNotice message={errorMessage(read.error)} onRetry={() => read.refetch()} />}
      {read.data && (
        <Comparison older={parseNotebook(read.data.html)} newer={parseNotebook(session.html())} />
      )}
    </Dialog>
  );
}

const words: Record<CellChange['change'], string> = {
  same: '',
  changed: 'changed since',
  added: 'added since',
  removed: 'deleted since',
};

function Comparison({ older, newer }: { older: Notebook; newer: Notebook }) {
  const changes = compareNotebooks(older, newer);
  const isMoved = !hasSameOrder(older, newer);
  return (
    <div className={styles.cells}>
      {(isMoved || older.title !== newer.title) && (
        <p>
          {older.title !== newer.title && `It was called “${older.title}”. `}
          {isMoved && 'Its cells stood in this order.'}
        </p>
      )}
      {changes.map(({ cell, change }) => (
        <section key={`${cell.id} ${change}`} className={styles.cell} data-change={change}>
          <header className={styles.cellHeader}>
            <span>
              {kindOf(cell)?.label ?? cell.kind}
              {cell.output && ` · ${cell.output}`}
            </span>
            {change !== 'same' && <Badge tone={change === 'added' ? 'ok' : 'stale'}>{words[change]}</Badge>}
          </header>
          {change !== 'added' && <pre className={styles.source}>{cell.source}</pre>}
        </section>
      ))}
    </div>
  );
}
