'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { api, errorMessage } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount } from '@/components/ui/format';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import styles from './prediction-log.module.css';

/** Subjects that were taken out of the prediction log, each with its record. */
export function ErasuresPage() {
  const erasures = useQuery({
    queryKey: ['log', 'erasures'],
    queryFn: () => api.log.erasures.query({}),
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'running') ? 2000 : false),
  });
  return (
    <Page>
      <PageHeader
        title="Erased subjects"
        crumbs={[{ label: 'Models', href: '/models' }]}
        detail="Whose predictions were taken out of the log. Each record names the files before and after, with rows and hashes."
      />
      {erasures.isPending && <Loading />}
      {erasures.isError && (
        <ErrorNotice message={errorMessage(erasures.error)} onRetry={() => erasures.refetch()} />
      )}
      {erasures.data && (
        <DataTable
          caption="Erased subjects"
          rows={erasures.data}
          rowKey={({ id }) => id}
          empty={
            <EmptyState title="Nobody was erased">
              <p>
                A request that names its subject with a key can be forgotten: choose “Erase a subject” on the
                page of a model.
              </p>
            </EmptyState>
          }
          columns={[
            {
              key: 'what',
              title: 'What',
              cell: ({ id, model, predictions, labels, reason }) => (
                <div className={styles.named}>
                  <Link href={`/erasures/${id}`}>
                    {formatCount(predictions, 'prediction')} and {formatCount(labels, 'label')}
                    {model ? ` of ${model}` : ''}
                  </Link>
                  {reason && <span className={styles.note}>{reason}</span>}
                </div>
              ),
            },
            { key: 'state', title: 'How it stands', cell: ({ state }) => <ErasureBadge state={state} /> },
            { key: 'by', title: 'By', wideOnly: true, cell: ({ by }) => by ?? 'somebody' },
            { key: 'when', title: 'When', cell: ({ at }) => <Time value={at} /> },
          ]}
        />
      )}
    </Page>
  );
}

export const ErasureBadge = ({ state }: { state: 'running' | 'done' }) =>
  state === 'done' ? <Badge tone="ok">erased</Badge> : <Badge tone="running">under way</Badge>;
