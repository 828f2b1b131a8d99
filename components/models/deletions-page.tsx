'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { api, errorMessage } from '@/components/api';
import { CopyButton } from '@/components/ui/copy-button';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatBytes, formatHash } from '@/components/ui/format';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import styles from './models.module.css';

/** What was deleted of models, when and by whom, each with the hash of its record. */
export function DeletionsPage() {
  const deletions = useQuery({
    queryKey: ['models', 'deletions'],
    queryFn: () => api.models.deletions.query({}),
  });
  return (
    <Page>
      <PageHeader
        title="Deleted models"
        crumbs={[{ label: 'Models', href: '/models' }]}
        detail="Each deletion leaves a record of what there was. Its page shows what has become of every file."
      />
      {deletions.isPending && <Loading />}
      {deletions.isError && (
        <ErrorNotice message={errorMessage(deletions.error)} onRetry={() => deletions.refetch()} />
      )}
      {deletions.data && (
        <DataTable
          caption="Deleted models and versions"
          rows={deletions.data}
          rowKey={({ id }) => id}
          empty={
            <EmptyState title="Nothing was deleted">
              <p>When a model or one of its versions is deleted, the proof of it stands here.</p>
            </EmptyState>
          }
          columns={[
            {
              key: 'what',
              title: 'What',
              cell: ({ id, model, version, reason }) => (
                <div className={styles.named}>
                  <Link href={`/deletions/${id}`}>
                    {version === null ? `${model}, all of it` : `${model} version ${version}`}
                  </Link>
                  {reason && <span className={styles.note}>{reason}</span>}
                </div>
              ),
            },
            { key: 'by', title: 'By', cell: ({ by }) => by ?? 'somebody' },
            { key: 'when', title: 'When', cell: ({ at }) => <Time value={at} /> },
            {
              key: 'size',
              title: 'Size',
              align: 'right',
              wideOnly: true,
              cell: ({ bytes }) => formatBytes(bytes),
            },
            {
              key: 'record',
              title: 'Record (SHA-256)',
              wideOnly: true,
              cell: ({ recordHash }) => (
                <span className={styles.inline}>
                  <span className={styles.hash} title={recordHash}>
                    {formatHash(recordHash)}
                  </span>
                  <CopyButton text={recordHash} label="Copy the record’s hash" />
                </span>
              ),
            },
          ]}
        />
      )}
    </Page>
  );
}
