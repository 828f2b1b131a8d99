'use client';

import { useQuery } from '@tanstack/react-query';
import { Mail } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { AlertList, type Grouping } from '@/components/alerts/alert-list';
import { AlertRulesDialog } from '@/components/alerts/alert-rules-dialog';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { ExecutionBadge } from '@/components/executions/execution-badge';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Select } from '@/components/ui/field';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import styles from './monitoring.module.css';

export function MonitoringPage() {
  const [resolved, setResolved] = useState(false);
  const [grouping, setGrouping] = useState<Grouping>('time');
  const [ruling, setRuling] = useState(false);
  return (
    <Page>
      <PageHeader
        title="Monitoring"
        actions={
          <Button icon={Mail} onClick={() => setRuling(true)}>
            Alert mails
          </Button>
        }
      />
      <Section
        title={resolved ? 'Resolved alerts' : 'Alerts'}
        actions={
          <div className={styles.acts}>
            <Select
              aria-label="Grouping"
              value={grouping}
              // The options below are all there is.
              onChange={(value) => setGrouping(value as Grouping)}
              options={[
                { value: 'time', label: 'Newest first' },
                { value: 'notebook', label: 'By notebook' },
                { value: 'check', label: 'By check' },
              ]}
            />
            <Button variant="quiet" onClick={() => setResolved(!resolved)}>
              {resolved ? 'Open alerts' : 'Resolved'}
            </Button>
          </div>
        }
      >
        <AlertList resolved={resolved} grouping={grouping} />
      </Section>
      {ruling && <AlertRulesDialog onClose={() => setRuling(false)} />}
      <Section title="Monitors">
        <Monitors />
      </Section>
    </Page>
  );
}

function Monitors() {
  const monitors = useQuery({
    queryKey: ['monitors', 'list'],
    queryFn: () => api.monitors.list.query({}),
    refetchInterval: 10_000,
  });
  if (monitors.isPending) return <Loading />;
  if (monitors.isError)
    return <ErrorNotice message={errorMessage(monitors.error)} onRetry={() => monitors.refetch()} />;
  return (
    <DataTable
      rows={monitors.data}
      rowKey={({ id }) => id}
      empty={
        <EmptyState
          title="No model is watched yet"
          action={<ButtonLink href="/models">Choose a model</ButtonLink>}
        >
          A monitor is a notebook that compares what a model is asked now with what it was trained on. Choose
          Monitor on a model's page.
        </EmptyState>
      }
      columns={[
        {
          key: 'model',
          title: 'Model',
          cell: (row) => (
            <>
              <Link href={`/models/${row.model}`}>{row.model}</Link>
              <div className={styles.muted}>
                <Link href={`/notebooks/${row.notebookId}`}>notebook</Link> ·{' '}
                <Link href={`/schedules/${row.scheduleId}`}>schedule</Link>
              </div>
            </>
          ),
        },
        {
          key: 'verdict',
          title: 'Last verdict',
          cell: (row) =>
            row.last ? (
              <>
                <Link href={`/executions/${row.last.id}`}>
                  <ExecutionBadge execution={row.last} />
                </Link>
                <div className={styles.muted}>{sayVerdict(row.last)}</div>
              </>
            ) : (
              <span className={styles.muted}>has not run yet</span>
            ),
        },
        {
          key: 'alerts',
          title: 'Alerts',
          align: 'right',
          cell: (row) => (row.openAlerts ? <Badge tone="stale">{row.openAlerts}</Badge> : '0'),
        },
        {
          key: 'next',
          title: 'Next run',
          align: 'right',
          wideOnly: true,
          cell: (row) =>
            row.enabled && row.nextDueAt ? <Time value={row.nextDueAt} /> : <Badge>paused</Badge>,
        },
      ]}
    />
  );
}

function sayVerdict(last: NonNullable<ApiOutput['monitors']['list'][number]['last']>): string {
  if (last.error) return last.error;
  const failing = last.checks.filter((check) => !check.ok);
  if (failing.length) return failing.map((check) => check.detail || check.name).join(', ');
  return last.checks.length ? `all ${last.checks.length} checks passed` : '';
}
