'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { CreateDialog } from './create-dialog';
import styles from './deployments.module.css';
import { besideStable, type Listed, sharesOf } from './routes-in-words';
import { SplitBar } from './split-bar';

/** Every served name. */
export function DeploymentsPage() {
  const [creating, setCreating] = useState(false);
  const deployments = useQuery({
    queryKey: ['deployments', 'list'],
    queryFn: () => api.deployments.list.query({}),
    refetchInterval: 10_000,
  });
  return (
    <Page wide>
      <PageHeader
        title="Deployments"
        actions={
          <Button icon={Plus} onClick={() => setCreating(true)}>
            New deployment
          </Button>
        }
      />
      {deployments.isPending && <Loading />}
      {deployments.isError && (
        <ErrorNotice message={errorMessage(deployments.error)} onRetry={() => deployments.refetch()} />
      )}
      {deployments.data && (
        <DataTable<Listed>
          caption="Deployments"
          rows={deployments.data}
          rowKey={({ name }) => name}
          empty={
            <EmptyState
              title="Nothing is served yet"
              action={<ButtonLink href="/models">Open models</ButtonLink>}
            >
              Each model answers at its own name as soon as it has a champion. A deployment is such a name: it
              may try a new version on some callers first, compare versions, ask for keys, and limit who asks
              how much.
            </EmptyState>
          }
          columns={[
            {
              key: 'name',
              title: 'Name',
              cell: (row) => (
                <>
                  <Link href={`/deployments/${row.name}`}>{row.name}</Link>
                  {row.model !== row.name && <div className={styles.small}>of {row.model}</div>}
                </>
              ),
            },
            {
              key: 'stable',
              title: 'Stable',
              cell: (row) => (row.stable === null ? '—' : `v${row.stable}`),
            },
            {
              key: 'split',
              title: 'Shares',
              wideOnly: true,
              cell: (row) => <SplitBar thin shares={sharesOf(row)} />,
            },
            {
              key: 'beside',
              title: 'Beside it',
              cell: (row) =>
                besideStable(row.routes) || (
                  <span className={styles.muted}>{row.isExplicit ? 'nothing' : 'its champion answers'}</span>
                ),
            },
            {
              key: 'keys',
              title: 'Keys',
              wideOnly: true,
              cell: (row) =>
                row.routes.requiresKey ? <Badge tone="ok">required</Badge> : <Badge>not asked for</Badge>,
            },
            {
              key: 'at',
              title: 'Changed',
              align: 'right',
              wideOnly: true,
              cell: (row) => <Time value={row.changedAt} />,
            },
          ]}
        />
      )}
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}
