import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Trash2, Undo2 } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button, IconButton } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import styles from './list.module.css';
import type { ListedNotebook } from './notebook-table';
import { PurgeDialog } from './purge-dialog';
import type { Filed, Filing } from './use-filing';

const pageSize = 50;
const dayMs = 86_400_000;

/** Deleted notebooks: restored with all that is theirs, or deleted for ever after a question. */
export function Trash({ filing }: { filing: Filing }) {
  const [shown, setShown] = useState(pageSize);
  const [doomed, setDoomed] = useState<Filed>();
  const trash = useQuery({
    queryKey: ['notebooks', 'browse', 'trash', shown],
    queryFn: () => api.notebooks.browse.query({ deleted: true, limit: Math.min(shown, 200) }),
    placeholderData: keepPreviousData,
  });
  const kept = useQuery({ queryKey: ['retention'], queryFn: () => api.settings.retention.query({}) });
  if (trash.isError)
    return <ErrorNotice message={errorMessage(trash.error)} onRetry={() => trash.refetch()} />;
  if (!trash.data) return <Loading />;
  const { notebooks, total } = trash.data;
  const days = kept.data?.trashDays ?? null;
  return (
    <>
      <p className={styles.note}>
        {days === null
          ? 'They stay until you delete them for ever. '
          : `They stay for ${formatCount(days, 'day')}, then they go for good. `}
        <Link href="/settings">Change how long</Link>
      </p>
      <DataTable
        caption="Deleted notebooks"
        rows={notebooks}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="The trash is empty">
            Notebooks that you delete wait here until you want them back.
          </EmptyState>
        }
        columns={[
          {
            key: 'title',
            title: 'Title',
            cell: ({ title, folder }) => (
              <>
                {title} {folder !== '' && <span className={styles.where}>{folder}</span>}
              </>
            ),
          },
          {
            key: 'deleted',
            title: 'Deleted',
            align: 'right',
            cell: ({ deletedAt }) => deletedAt && <Time value={deletedAt} />,
          },
          ...(days === null
            ? []
            : [
                {
                  key: 'goes',
                  title: 'Goes',
                  align: 'right' as const,
                  wideOnly: true,
                  cell: ({ deletedAt }: ListedNotebook) =>
                    deletedAt && <Time value={new Date(Date.parse(deletedAt) + days * dayMs)} />,
                },
              ]),
          {
            key: 'acts',
            title: '',
            align: 'right',
            cell: (row) => (
              <>
                <IconButton
                  label={`Restore ${row.title}`}
                  icon={Undo2}
                  onClick={() => void filing.restore([row])}
                />
                <IconButton
                  label={`Delete ${row.title} for ever`}
                  icon={Trash2}
                  onClick={() => setDoomed(row)}
                />
              </>
            ),
          },
        ]}
      />
      {total > notebooks.length && shown < 200 && (
        <Button variant="quiet" onClick={() => setShown(shown + pageSize)}>
          Show more of {formatCount(total, 'deleted notebook')}
        </Button>
      )}
      {doomed && (
        <PurgeDialog
          {...doomed}
          onClose={() => setDoomed(undefined)}
          onDone={() => {
            setDoomed(undefined);
            void filing.refresh();
          }}
        />
      )}
    </>
  );
}
