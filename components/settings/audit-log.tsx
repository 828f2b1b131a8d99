import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatNumber } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { describeAct, describeSubject } from './audit-words';
import { type Entry, foldEntries } from './fold-entries';
import styles from './settings-page.module.css';

const pageSize = 100;

/** What was done, newest first; the same act by the same person many times over is one row. */
export function AuditLog() {
  const audit = useInfiniteQuery({
    queryKey: ['settings', 'audit'],
    queryFn: ({ pageParam }) => api.settings.audit.query({ limit: pageSize, before: pageParam }),
    initialPageParam: undefined as string | undefined, // the newest: no entry stands before it
    getNextPageParam: (page) => (page.length === pageSize ? page.at(-1)?.id : undefined),
  });
  if (audit.isPending) return <Loading />;
  if (audit.isError)
    return <ErrorNotice message={errorMessage(audit.error)} onRetry={() => audit.refetch()} />;
  return (
    <>
      <DataTable
        caption="Audit log"
        rows={foldEntries(audit.data.pages.flat())}
        rowKey={({ entry }) => entry.id}
        empty={<p className={styles.note}>Nothing yet.</p>}
        columns={[
          {
            key: 'action',
            title: 'Act',
            cell: ({ entry, count }) => (
              <>
                {describeAct(entry)}
                {count > 1 && <span className={styles.note}> {formatNumber(count)} times</span>}
              </>
            ),
          },
          { key: 'subject', title: 'On', cell: ({ entry }) => <Subject entry={entry} />, wideOnly: true },
          { key: 'by', title: 'By', cell: ({ entry }) => entry.actor ?? 'a deleted user' },
          { key: 'at', title: 'When', align: 'right', cell: ({ entry }) => <Time value={entry.at} /> },
        ]}
      />
      {audit.hasNextPage && (
        <div>
          <Button variant="quiet" busy={audit.isFetchingNextPage} onClick={() => audit.fetchNextPage()}>
            Show earlier
          </Button>
        </div>
      )}
    </>
  );
}

function Subject({ entry }: { entry: Entry }) {
  const { words, href } = describeSubject(entry);
  return <span title={entry.subject}>{href ? <Link href={href}>{words}</Link> : words}</span>;
}
