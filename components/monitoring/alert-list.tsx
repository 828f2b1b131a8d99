'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import styles from './monitoring.module.css';

type Alert = ApiOutput['alerts']['list'][number];

/** Open and acknowledged alerts, or those that were resolved. */
export function AlertList({ resolved = false }: { resolved?: boolean }) {
  const states = resolved ? (['resolved'] as const) : (['open', 'acknowledged'] as const);
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
  return (
    <ul className={styles.alerts}>
      {alerts.data.map((alert) => (
        <AlertRow key={alert.id} alert={alert} />
      ))}
    </ul>
  );
}

function AlertRow({ alert }: { alert: Alert }) {
  const { id, state, severity, check, detail, schedule, scheduleId, executionId } = alert;
  const client = useQueryClient();
  const settings = {
    onSuccess: () => client.invalidateQueries({ queryKey: ['alerts'] }),
    onError: (error: unknown) => toast.failed(errorMessage(error)),
  };
  const acknowledge = useMutation({ mutationFn: () => api.alerts.acknowledge.mutate({ id }), ...settings });
  const resolve = useMutation({ mutationFn: () => api.alerts.resolve.mutate({ id }), ...settings });
  const tone = state === 'resolved' ? 'ok' : severity === 'critical' ? 'failed' : 'stale';
  return (
    <li>
      <Badge tone={tone}>{state === 'open' ? severity : state}</Badge>
      <div>
        <Link href={`/executions/${executionId}`} className={styles.sentence}>
          {detail || check}
        </Link>
        <div className={styles.muted}>
          Check: {check} · <Link href={`/schedules/${scheduleId}`}>{schedule}</Link> ·{' '}
          {state === 'open' ? (
            <>
              since <Time value={alert.openedAt} />
            </>
          ) : (
            <>
              {state} by {alert.changedBy} <Time value={alert.changedAt} />
            </>
          )}
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
