'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowLeftRight, RotateCcw, Square } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { LoadFailed } from '@/components/shell/load-failed';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Facts } from '@/components/ui/facts';
import { formatDuration, formatExact } from '@/components/ui/format';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading, Progress } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { ExecutionBadge } from './execution-badge';
import styles from './executions.module.css';
import { FrozenOutput } from './frozen-output';
import { startedBy } from './started-by';

type Execution = ApiOutput['executions']['read'];

const isLive = (execution: Execution | undefined) =>
  execution?.status === 'queued' || execution?.status === 'running';

export function ExecutionPage({ id }: { id: string }) {
  const execution = useQuery({
    queryKey: ['executions', 'read', id],
    queryFn: () => api.executions.read.query({ id }),
    refetchInterval: (query) => (isLive(query.state.data) ? 1000 : false),
  });
  if (execution.isPending) return <Loading />;
  if (execution.isError)
    return (
      <Page>
        <LoadFailed
          error={execution.error}
          onRetry={() => execution.refetch()}
          list={{ label: 'schedules', href: '/schedules' }}
        />
      </Page>
    );
  return <LoadedExecution execution={execution.data} />;
}

function LoadedExecution({ execution }: { execution: Execution }) {
  const { id, schedule, scheduleId, notebook, notebookId, revision, dueAt, error, checks, log } = execution;
  const router = useRouter();
  const retry = useMutation({
    mutationFn: () => api.executions.retry.mutate({ id }),
    onSuccess: ({ executionId }) => router.push(`/executions/${executionId}`),
    onError: (failure) => toast.failed(errorMessage(failure)),
  });
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () => api.executions.stop.mutate({ id }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['executions'] }),
    onError: (failure) => toast.failed(errorMessage(failure)),
  });
  return (
    <Page>
      <PageHeader
        title={schedule ?? notebook ?? 'Run'}
        crumbs={[
          { label: 'Schedules', href: '/schedules' },
          ...(scheduleId ? [{ label: schedule ?? 'Schedule', href: `/schedules/${scheduleId}` }] : []),
        ]}
        detail={
          <>
            <ExecutionBadge execution={execution} /> <Time value={dueAt} /> · {tookWords(execution)}
            <Link href={`/notebooks/${notebookId}`}>
              {notebook}, revision {revision}
            </Link>
          </>
        }
        actions={
          isLive(execution) ? (
            <Button icon={Square} busy={stop.isPending} onClick={() => stop.mutate()}>
              Stop
            </Button>
          ) : (
            scheduleId && (
              <>
                <ButtonLink icon={ArrowLeftRight} href={`/executions/compare?now=${id}`}>
                  Compare
                </ButtonLink>
                <Button icon={RotateCcw} busy={retry.isPending} onClick={() => retry.mutate()}>
                  Run again
                </Button>
              </>
            )
          )
        }
      />
      {isLive(execution) && <Progress label={`The run is ${execution.status}`} />}
      {error && (
        <ErrorNotice
          message={isLive(execution) ? `The last try failed and is repeated soon: ${error}` : error}
        />
      )}
      <About execution={execution} />
      {checks.length > 0 && (
        <Section title="Checks">
          <Checks checks={checks} />
        </Section>
      )}
      {!isLive(execution) && <Outputs execution={execution} />}
      {log && (
        <Section title="Log">
          <pre className={styles.log}>{log}</pre>
        </Section>
      )}
    </Page>
  );
}

function About({ execution }: { execution: Execution }) {
  const { windowFrom, dueAt, parameters } = execution;
  const given = Object.entries(parameters);
  return (
    <Facts>
      <dt>Started by</dt>
      <dd>{startedBy(execution)}</dd>
      {windowFrom && (
        <>
          <dt>About</dt>
          <dd>
            {formatExact(new Date(windowFrom))} to {formatExact(new Date(dueAt))}
          </dd>
        </>
      )}
      {given.length > 0 && (
        <>
          <dt>Inputs</dt>
          <dd>{given.map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join(', ')}</dd>
        </>
      )}
    </Facts>
  );
}

function Checks({ checks }: { checks: Execution['checks'] }) {
  return (
    <ul className={styles.checks}>
      {checks.map((check) => (
        <li key={check.name}>
          <Badge tone={check.ok ? 'ok' : check.severity === 'critical' ? 'failed' : 'stale'}>
            {check.ok ? 'passed' : 'fails'}
          </Badge>
          <span>{check.name}</span>
          <small>{check.detail}</small>
        </li>
      ))}
    </ul>
  );
}

function Outputs({ execution }: { execution: Execution }) {
  const shown =
    execution.outputs?.cells.filter(
      (cell) => cell.pictureHash || cell.error || cell.cautions || cell.console || cell.text.trim(),
    ) ?? [];
  return (
    <Section title="What it showed">
      <ScrollToNamed />
      {shown.length === 0 ? (
        <EmptyState title="It showed nothing">
          {execution.status === 'failed' ? 'The run ended before any cell had shown something.' : undefined}
        </EmptyState>
      ) : (
        <div className={styles.outputs}>
          {shown.map((cell) => (
            <FrozenOutput key={cell.cellId} executionId={execution.id} cell={cell} />
          ))}
        </div>
      )}
    </Section>
  );
}

/** A mail links to a cell of the run, which is here only now. */
function ScrollToNamed() {
  useEffect(() => document.getElementById(window.location.hash.slice(1))?.scrollIntoView(), []);
  return null;
}

function tookWords({ startedAt, finishedAt, attempt }: Execution): string {
  if (!startedAt || !finishedAt) return '';
  const took = formatDuration(new Date(finishedAt).getTime() - new Date(startedAt).getTime());
  return `took ${took}${attempt > 1 ? `, try ${attempt}` : ''} · `;
}
