'use client';

import { useQuery } from '@tanstack/react-query';
import { CalendarOff } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { ExecutionBadge } from '@/components/executions/execution-badge';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { CalendarsDialog } from './calendars-dialog';
import styles from './schedules.module.css';

export function SchedulesPage() {
  const [editing, setEditing] = useState(false);
  const schedules = useQuery({
    queryKey: ['schedules', 'list'],
    queryFn: () => api.schedules.list.query({}),
    refetchInterval: 10_000,
  });
  return (
    <Page>
      <PageHeader
        title="Schedules"
        actions={
          <Button icon={CalendarOff} onClick={() => setEditing(true)}>
            Calendars
          </Button>
        }
      />
      {editing && <CalendarsDialog onClose={() => setEditing(false)} />}
      {schedules.isPending && <Loading />}
      {schedules.isError && (
        <ErrorNotice message={errorMessage(schedules.error)} onRetry={() => schedules.refetch()} />
      )}
      {schedules.data && (
        <DataTable
          caption="Schedules"
          rows={schedules.data}
          rowKey={({ id }) => id}
          empty={
            <EmptyState
              title="Nothing runs by itself yet"
              action={<ButtonLink href="/notebooks">Open a notebook</ButtonLink>}
            >
              A schedule runs a notebook at its times and mails what came out. Choose Schedule in a notebook,
              or Monitor on a model's page.
            </EmptyState>
          }
          columns={[
            {
              key: 'name',
              title: 'Name',
              cell: (row) => (
                <>
                  <Link href={`/schedules/${row.id}`}>{row.name}</Link>
                  <div className={styles.muted}>
                    {row.words}
                    {row.cron !== null && ` · ${row.timeZone}`}
                  </div>
                </>
              ),
            },
            {
              key: 'last',
              title: 'Last run',
              cell: (row) =>
                row.last ? (
                  <Link href={`/executions/${row.last.id}`}>
                    <ExecutionBadge execution={row.last} />
                  </Link>
                ) : (
                  <span className={styles.muted}>never</span>
                ),
            },
            {
              key: 'next',
              title: 'Next run',
              align: 'right',
              cell: (row) =>
                !row.enabled ? (
                  <Badge>paused</Badge>
                ) : row.nextDueAt ? (
                  <Time value={row.nextDueAt} />
                ) : (
                  <span className={styles.muted}>{row.cron === null ? 'by event' : 'ended'}</span>
                ),
            },
          ]}
        />
      )}
    </Page>
  );
}
