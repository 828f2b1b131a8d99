'use client';

import { useRouter } from 'next/navigation';
import { type DragEvent, useMemo, useRef, useState } from 'react';
import type { GrantedDataset } from '@/cells/bridge/messages';
import { readDropped } from '@/cells/data/pictures/pack-folder';
import { errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatRelative } from '@/components/ui/format';
import { toast } from '@/components/ui/toast';
import { AskDialog } from './ask-dialog';
import { closeOnGoing } from './close-on-going';
import { useCommentMarks } from './comments/use-comment-marks';
import { useComments } from './comments/use-comments';
import { firstQuery } from './data-panel';
import { NotebookBar } from './notebook-bar';
import { NotebookPanel } from './notebook-panel';
import type { NotebookSession, SavedNotebook, SessionState } from './notebook-session';
import styles from './open-notebook.module.css';
import { useCellInAddress } from './use-cell-in-address';
import { useGranted } from './use-granted';
import { useNotebookPalette } from './use-notebook-palette';
import { useSession } from './use-session';

/** The notebook's place on the page: bar, frame, panel, and what has to be said about them. */
export function OpenNotebook({ notebook }: { notebook: SavedNotebook }) {
  const container = useRef<HTMLDivElement>(null);
  const { session, state, asked, ask, failure } = useSession(notebook, container, (cellId) => {
    show('comments');
    setCommented(cellId);
  });
  const granted = useGranted(notebook.id, session);
  // Below this width the panel lies over the notebook (notebook-panel.module.css).
  const [panel, setPanel] = useState(() => matchMedia('(min-width: 901px)').matches);
  const [tab, setTab] = useState('data');
  const [commented, setCommented] = useState<number>();
  const show = (wanted: string) => {
    setPanel(true);
    setTab(wanted);
  };
  const inPanel = useMemo(
    () =>
      session &&
      closeOnGoing(session, () => {
        if (matchMedia('(max-width: 900px)').matches) setPanel(false);
      }),
    [session],
  );
  const comments = useComments(notebook.id);
  const router = useRouter();
  useCommentMarks(session, state?.phase === 'running', comments.threads);
  useCellInAddress(session, state?.phase === 'running');

  /** What the person does on the page goes the same way as what the notebook asks; then a first query is put in. */
  const answer = (dataset: GrantedDataset | null) => {
    ask(undefined);
    if (dataset)
      session?.order('insertCell', { kind: 'sql', source: firstQuery(dataset.table), output: undefined });
  };
  /** Of several files one is asked about after the other. */
  const open = (file: File, others: readonly File[] = []) =>
    ask({
      request: 'dataset.propose',
      input: { file },
      answer(dataset) {
        answer(dataset);
        const [next, ...rest] = others;
        if (next) open(next, rest);
      },
    });
  const attach = () => ask({ request: 'dataset.attach', input: {}, answer });
  useNotebookPalette(session, state, { show, attach });

  const drop = (event: DragEvent) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    readDropped(event.dataTransfer).then(
      ([file, ...others]) => file && open(file, others),
      (error) => toast.failed(errorMessage(error)),
    );
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a file may be dropped anywhere; the Data panel has a button for the same
    <div
      className={styles.notebook}
      data-panel={panel}
      onDragOver={(event) => event.dataTransfer.types.includes('Files') && event.preventDefault()}
      onDrop={drop}
    >
      <NotebookBar
        title={state?.title ?? notebook.title}
        notebookId={notebook.id}
        session={session}
        state={state}
        panel={panel}
        onPanel={() => setPanel(!panel)}
        onDeleted={() => router.push('/notebooks')}
      />
      <div className={styles.content}>
        {failure && <ErrorNotice message={failure} onRetry={() => location.reload()} />}
        {session && state && <Notices session={session} state={state} onHistory={() => show('history')} />}
        <div ref={container} className={styles.frame} />
      </div>
      {panel && inPanel && state && (
        <NotebookPanel
          notebookId={notebook.id}
          session={inPanel}
          state={state}
          granted={granted}
          comments={comments}
          asked={commented}
          onAsked={setCommented}
          tab={tab}
          onTab={setTab}
          onFile={open}
          onAttach={attach}
          onClose={() => setPanel(false)}
        />
      )}
      {session && asked && (
        <AskDialog
          notebookId={notebook.id}
          session={session}
          asked={asked}
          granted={granted}
          onKept={() => setTab('files')}
        />
      )}
    </div>
  );
}

function Notices({
  session,
  state,
  onHistory,
}: {
  session: NotebookSession;
  state: SessionState;
  onHistory(): void;
}) {
  const [seen, setSeen] = useState(false);
  if (state.phase === 'ended')
    return (
      <div className={styles.notice} role="alert">
        <span>{endings[state.ended ?? ''] ?? state.ended}</span>
        <Button onClick={() => session.reopen('safe')}>Open without running</Button>
        <Button onClick={() => session.reopen('edit')}>Open again</Button>
      </div>
    );
  if (state.busy)
    return (
      <div className={styles.notice} role="alert">
        <span>
          This notebook does not answer: a cell is in an endless loop, or in one very long step. Stopping ends
          what runs and opens the notebook again without running anything. Nothing you wrote is lost.
        </span>
        <Button variant="danger" onClick={() => session.reopen('safe')}>
          Stop
        </Button>
      </div>
    );
  if (state.safe)
    return (
      <div className={styles.notice}>
        <span>Nothing runs until you ask. Mend what went wrong, then run.</span>
        <Button onClick={() => runAsUsual(session)}>Run as usual</Button>
      </div>
    );
  if (state.merged)
    return (
      <div className={styles.notice} role="status">
        <span>{sayMerged(state.merged)}</span>
        <Button
          onClick={() => {
            onHistory();
            session.seen();
          }}
        >
          Show the history
        </Button>
        <Button variant="quiet" onClick={() => session.seen()}>
          Close
        </Button>
      </div>
    );
  if (state.recovered && !seen)
    return (
      <div className={styles.notice} role="status">
        <span>
          Edits that were not saved when a tab was closed were brought back ({formatRelative(state.recovered)}
          ).
        </span>
        <Button onClick={() => session.undoRecovery()}>Undo</Button>
        <Button variant="quiet" onClick={() => setSeen(true)}>
          Keep
        </Button>
      </div>
    );
  return null;
}

/** What came in while the server was away. */
function sayMerged({ cells, authors }: NonNullable<SessionState['merged']>): string {
  const changed = cells === 1 ? 'one cell was changed' : `${cells} cells were changed`;
  const by = authors.length > 0 ? ` by ${authors.join(', ')}` : ' by others';
  return `While you were offline, ${changed}${by}. What you wrote is kept together with it.`;
}

function runAsUsual(session: NotebookSession): void {
  history.replaceState(null, '', location.pathname);
  session.reopen('edit');
}

const endings: Readonly<Record<string, string>> = {
  left: 'This notebook tried to leave its frame and was ended. Nothing you wrote is lost.',
  flooded:
    'This notebook sent the page thousands of messages that were refused, and was ended. Nothing you wrote is lost.',
};
