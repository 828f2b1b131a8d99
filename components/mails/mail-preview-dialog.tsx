'use client';

import { useQuery } from '@tanstack/react-query';
import { api, errorMessage } from '@/components/api';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Loading } from '@/components/ui/progress';
import { MailView } from './mail-view';
import styles from './mails.module.css';

/** The mail that a schedule sends, as its readers will see it: what its last run showed, chosen as the notebook chooses now. */
export function MailPreviewDialog({
  scheduleId,
  isGathered,
  onClose,
}: {
  scheduleId: string;
  /** Its reports come with those of others. */
  isGathered: boolean;
  onClose(): void;
}) {
  const wanted = { scheduleId, outcomes: ['ok', 'problems'] as ('ok' | 'problems')[], limit: 1 };
  const runs = useQuery({
    queryKey: ['executions', 'list', wanted],
    queryFn: () => api.executions.list.query(wanted),
    select: ({ executions }) => executions.length > 0,
  });
  return (
    <Dialog open width={720} title="Report mail" onOpenChange={(open) => !open && onClose()}>
      {runs.isError ? (
        <ErrorNotice message={errorMessage(runs.error)} />
      ) : runs.data ? (
        <>
          <p className={styles.muted}>
            {isGathered
              ? 'The last reports of all schedules that are gathered for the same reader:'
              : 'What the last run showed, chosen as the notebook chooses now:'}
          </p>
          <MailView
            src={`/reports/previews/${scheduleId}${isGathered ? '/digest' : ''}.html`}
            title="Preview of the report"
          />
        </>
      ) : runs.data === false ? (
        <p className={styles.muted}>Run it once to see the mail here as its readers will.</p>
      ) : (
        <Loading />
      )}
    </Dialog>
  );
}
