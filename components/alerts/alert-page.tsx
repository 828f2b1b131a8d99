'use client';

import { useQuery } from '@tanstack/react-query';
import { Check, UserCheck } from 'lucide-react';
import Link from 'next/link';
import { type ApiOutput, api } from '@/components/api';
import { LoadFailed } from '@/components/shell/load-failed';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Facts } from '@/components/ui/facts';
import { Select } from '@/components/ui/field';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { AlertBadge } from './alert-badge';
import { AlertHistory } from './alert-history';
import styles from './alerts.module.css';
import { SnoozeMenu } from './snooze-menu';
import { useAlertActs } from './use-alert-acts';

type Alert = ApiOutput['alerts']['read'];

export function AlertPage({ id }: { id: string }) {
  const alert = useQuery({
    queryKey: ['alerts', 'read', id],
    queryFn: () => api.alerts.read.query({ id }),
    refetchInterval: 5000,
  });
  if (alert.isPending) return <Loading />;
  if (alert.isError)
    return (
      <Page>
        <LoadFailed
          error={alert.error}
          onRetry={() => alert.refetch()}
          list={{ label: 'alerts', href: '/monitoring' }}
        />
      </Page>
    );
  return <LoadedAlert alert={alert.data} />;
}

function LoadedAlert({ alert }: { alert: Alert }) {
  const { id, state, check, detail, snoozedUntil, flappingSince, escalatedAt, charts, executionId } = alert;
  const acts = useAlertActs(id);
  return (
    <Page>
      <PageHeader
        title={<span className={styles.headline}>{detail || check}</span>}
        crumbs={[{ label: 'Monitoring', href: '/monitoring' }]}
        detail={
          <>
            <AlertBadge alert={alert} />{' '}
            {snoozedUntil && (
              <>
                wakes <Time value={snoozedUntil} /> ·{' '}
              </>
            )}
            {flappingSince && (
              <>
                <Badge>flapping</Badge> since <Time value={flappingSince} /> ·{' '}
              </>
            )}
            {escalatedAt && (
              <>
                others were told <Time value={escalatedAt} /> ·{' '}
              </>
            )}
            opened <Time value={alert.openedAt} />
          </>
        }
        actions={
          state !== 'resolved' && (
            <>
              <SnoozeMenu busy={acts.snooze.isPending} onSnooze={(until) => acts.snooze.mutate(until)} />
              <Button icon={Check} busy={acts.resolve.isPending} onClick={() => acts.resolve.mutate()}>
                Resolve
              </Button>
              {state !== 'acknowledged' && (
                <Button
                  variant="primary"
                  icon={UserCheck}
                  busy={acts.acknowledge.isPending}
                  onClick={() => acts.acknowledge.mutate()}
                >
                  Acknowledge
                </Button>
              )}
            </>
          )
        }
      />
      <AboutAlert alert={alert} />
      {charts.map((cell) => (
        <figure key={cell.cellId} className={styles.chart}>
          {cell.title && <h2>{cell.title}</h2>}
          {/* biome-ignore lint/performance/noImgElement: a stored file of the size it is shown in */}
          <img
            src={`/reports/executions/${executionId}/${cell.cellId}.png`}
            width={cell.pictureWidth}
            height={cell.pictureHeight}
            alt={[cell.title, cell.caption].filter(Boolean).join(': ') || `Chart of ${check}`}
          />
          {cell.caption && <figcaption>{cell.caption}</figcaption>}
        </figure>
      ))}
      <Section title="History">
        <AlertHistory alert={alert} />
      </Section>
      {alert.earlier.length > 0 && (
        <Section title="Earlier alerts of this check">
          <ul className={styles.earlier}>
            {alert.earlier.map((one) => (
              <li key={one.id}>
                <Link href={`/monitoring/alerts/${one.id}`} className={styles.sentence}>
                  {one.detail || check}
                </Link>{' '}
                <span className={styles.muted}>
                  <Time value={one.openedAt} />
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Page>
  );
}

function AboutAlert({ alert }: { alert: Alert }) {
  const { id, check, notebook, notebookId, schedule, scheduleId, executionId, ranAt, runbook, ownerId } =
    alert;
  const people = useQuery({ queryKey: ['alerts', 'people'], queryFn: () => api.alerts.people.query({}) });
  const { own } = useAlertActs(id);
  return (
    <Facts>
      <dt>Check</dt>
      <dd>{check}</dd>
      {executionId && (
        <>
          <dt>Seen in</dt>
          <dd>
            <Link href={`/executions/${executionId}`}>the run {ranAt && <Time value={ranAt} />}</Link>
            {scheduleId && (
              <>
                {' of '}
                <Link href={`/schedules/${scheduleId}`}>{schedule}</Link>
              </>
            )}
            {notebookId && notebook && (
              <>
                {', '}
                <Link href={`/notebooks/${notebookId}`}>{notebook}</Link>
              </>
            )}
          </dd>
        </>
      )}
      <dt>Owner</dt>
      <dd>
        <Select
          aria-label="Owner"
          className={styles.owner}
          value={ownerId ?? ''}
          onChange={(owner) => own.mutate(owner || null)}
          options={[
            { value: '', label: 'nobody yet' },
            ...(people.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </dd>
      {runbook && (
        <>
          <dt>Runbook</dt>
          <dd>
            <a href={runbook} target="_blank" rel="noreferrer">
              {runbook}
            </a>
          </dd>
        </>
      )}
    </Facts>
  );
}
