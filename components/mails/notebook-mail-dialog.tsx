'use client';

import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { NoticeBody, ShownNotebook } from '@/cells/bridge/messages';
import { errorMessage } from '@/components/api';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Loading } from '@/components/ui/progress';
import { MailView } from './mail-view';
import styles from './mails.module.css';
import { readMailOf } from './read-mail-of';

/** The mail of a notebook that is being written, from what it shows now. */
export function NotebookMailDialog({
  notebookId,
  status,
  look,
  onClose,
}: {
  notebookId: string;
  status: NoticeBody<'status'> | undefined;
  look(): Promise<ShownNotebook & { html: string }>;
  onClose(): void;
}) {
  // Each opening looks anew; a change of colours asks again for the same look.
  const opening = useId();
  const [note] = useState(() => sayUnlike(status));
  const shown = useQuery({
    queryKey: ['mails', 'look', opening],
    queryFn: look,
    ...{ retry: false, gcTime: 0, staleTime: Number.POSITIVE_INFINITY },
  });
  return (
    <Dialog open width={720} title="Report mail" onOpenChange={(open) => !open && onClose()}>
      <p className={styles.muted}>
        What the notebook shows now, as a report would be mailed.
        {note}
      </p>
      {shown.isError ? (
        <ErrorNotice message={errorMessage(shown.error)} onRetry={() => void shown.refetch()} />
      ) : shown.data ? (
        <MailView
          title="Preview of the report"
          draw={(how) => (
            <LiveMail
              {...how}
              {...{ notebookId, shown: shown.data, look: `${opening} ${shown.dataUpdatedAt}` }}
              onAgain={() => void shown.refetch()}
            />
          )}
        />
      ) : (
        <Loading />
      )}
    </Dialog>
  );
}

function LiveMail({
  notebookId,
  look,
  shown,
  scheme,
  className,
  onAgain,
}: {
  notebookId: string;
  /** Names the look that `shown` is of. */
  look: string;
  shown: ShownNotebook & { html: string };
  scheme: 'light' | 'dark';
  className: string | undefined;
  onAgain(): void;
}) {
  const mail = useQuery({
    queryKey: ['mails', 'live', look, scheme],
    queryFn: () => readMailOf(notebookId, { shown, scheme }),
    ...{ retry: false, gcTime: 0, staleTime: Number.POSITIVE_INFINITY },
  });
  if (mail.isError) return <ErrorNotice message={errorMessage(mail.error)} onRetry={onAgain} />;
  if (!mail.data) return <Loading />;
  return <iframe className={className} sandbox="" srcDoc={mail.data} title="Preview of the report" />;
}

/** What a scheduled run would do otherwise: it runs every cell, and one that fails has no report. */
function sayUnlike(status: NoticeBody<'status'> | undefined): string {
  const { failed = 0, running = 0, stale = 0 } = status ?? {};
  const cells = (count: number) => (count === 1 ? 'one cell' : `${count} cells`);
  if (failed > 0) return ` But ${cells(failed)} failed: a scheduled run would mail that in its place.`;
  const waiting = running + stale;
  return waiting > 0
    ? ` But ${cells(waiting)} ${waiting === 1 ? 'has' : 'have'} not run as written: a scheduled run runs all.`
    : '';
}
