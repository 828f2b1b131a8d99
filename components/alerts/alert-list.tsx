'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { AlertBadge } from './alert-badge';
import styles from './alerts.module.css';
import { useAlertActs } from './use-alert-acts';

type Alert = ApiOutput['alerts']['list'][number];
export type Grouping = 'time' | 'notebook' | 'check';

/** Alerts that are not resolved, or those that were; in one list, or under what they have in common. */
export function AlertList({ resolved, grouping }: { resolved: boolean; grouping: Grouping }) {
  const states = resolved ? (['resolved'] as const) : (['open', 'acknowledged', 'snoozed'] as const);
  const alerts = useQuery({
    queryKey: ['alerts', 'list', ...states],
    queryFn: () => api.alerts.list.query({ states: [...states] }),
    refetchInterval: 10_000,
  });
  if (alerts.isPending) return <Loading />;
  if (alerts.isError)
    return <ErrorNotice message={errorMessage(alerts.error)} onRetry={() => alerts.refetch()} />;
  if (alerts.data.length === 0)
    return resolved ? (
      <EmptyState title="Nothing was resolved yet" />
    ) : (
      <EmptyState title="No open alerts">
        A check that fails in a run opens one; when it passes again, it closes.
      </EmptyState>
    );
  if (grouping === 'time') return <Alerts alerts={alerts.data} />;
  return [...groupBy(alerts.data, grouping)].map(([name, group]) => (
    <section key={name} className={styles.group}>
      <h3>
        {name} <span className={styles.muted}>{group.length}</span>
      </h3>
      <Alerts alerts={group} />
    </section>
  ));
}

function groupBy(alerts: readonly Alert[], grouping: 'notebook' | 'check'): Map<string, Alert[]> {
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const name = (grouping === 'check' ? alert.check : alert.notebook) ?? 'This system';
    groups.set(name, [...(groups.get(name) ?? []), alert]);
  }
  return groups;
}

const Alerts = ({ alerts }: { alerts: readonly Alert[] }) => (
  <ul className={styles.alerts}>
    {alerts.map((alert) => (
      <AlertRow key={alert.id} alert={alert} />
    ))}
  </ul>
);

function AlertRow({ alert }: { alert: Alert }) {
  const { id, state, check, detail, schedule, scheduleId, owner } = alert;
  const { acknowledge, resolve } = useAlertActs(id);
  return (
    <li>
      <AlertBadge alert={alert} />
      <div>
        <Link href={`/monitoring/alerts/${id}`} className={styles.sentence}>
          {detail || check}
        </Link>
        {alert.flappingSince && (
          <>
            {' '}
            <Badge>flapping</Badge>
          </>
        )}
        <div className={styles.muted}>
          {check}
          {scheduleId && (
            <>
              {' · '}
              <Link href={`/schedules/${scheduleId}`}>{schedule}</Link>
            </>
          )}
          {' · '}
          <When alert={alert} />
          {owner && state !== 'resolved' && ` · ${owner}`}
        </div>
      </div>
      {state !== 'resolved' && (
        <div className={styles.acts}>
          {state === 'open' && (
            <Button busy={acknowledge.isPending} onClick={() => acknowledge.mutate()}>
              Acknowledge
            </Button>
          )}
          <Button busy={resolve.isPending} onClick={() => resolve.mutate()}>
            Resolve
          </Button>
        </div>
      )}
    </li>
  );
}

function When({ alert: { state, openedAt, changedAt, changedBy, snoozedUntil } }: { alert: Alert }) {
  if (state === 'snoozed' && snoozedUntil)
    return (
      <>
        wakes <Time value={snoozedUntil} />
      </>
    );
  if (state === 'open')
    return (
      <>
        since <Time value={openedAt} />
      </>
    );
  return (
    <>
      {state} by {changedBy} <Time value={changedAt} />
    </>
  );
}
