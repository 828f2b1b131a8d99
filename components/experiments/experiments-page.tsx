'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { api, errorMessage } from '@/components/api';
import { ButtonLink } from '@/components/ui/button-link';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatNumber } from '@/components/ui/format';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';

/** Every experiment, the one with the newest run first: a notebook has one of its own. */
export function ExperimentsPage() {
  const experiments = useQuery({
    queryKey: ['experiments', 'list'],
    queryFn: () => api.experiments.list.query({}),
    refetchInterval: 10_000,
  });
  const used = experiments.data?.filter(({ runs }) => runs > 0);
  return (
    <Page>
      <PageHeader title="Experiments" />
      {experiments.isPending && <Loading />}
      {experiments.isError && (
        <ErrorNotice message={errorMessage(experiments.error)} onRetry={() => experiments.refetch()} />
      )}
      {used && (
        <DataTable
          caption="Experiments"
          rows={used}
          rowKey={({ id }) => id}
          empty={
            <EmptyState
              title="No runs yet"
              action={<ButtonLink href="/notebooks">Open a notebook</ButtonLink>}
            >
              <p>
                Every training in a notebook is kept here by itself, with its settings, its curve and its test
                figures. MLflow clients may send theirs to this server’s address, too.
              </p>
            </EmptyState>
          }
          columns={[
            {
              key: 'name',
              title: 'Experiment',
              cell: ({ id, name, notebookTitle }) => (
                <Link href={`/experiments/${id}`}>{notebookTitle ?? name}</Link>
              ),
            },
            {
              key: 'of',
              title: 'Of',
              wideOnly: true,
              cell: ({ notebookId, notebookTitle }) =>
                notebookId && notebookTitle ? (
                  <Link href={`/notebooks/${notebookId}`}>its notebook</Link>
                ) : (
                  'programs'
                ),
            },
            { key: 'runs', title: 'Runs', align: 'right', cell: ({ runs }) => formatNumber(runs) },
            {
              key: 'last',
              title: 'Last run',
              align: 'right',
              cell: ({ lastRunAt }) => (lastRunAt ? <Time value={lastRunAt} /> : '—'),
            },
          ]}
        />
      )}
    </Page>
  );
}
