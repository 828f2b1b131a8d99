'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type ApiOutput, api } from '@/components/api';
import { LoadFailed } from '@/components/shell/load-failed';
import { Badge } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { Field, Select } from '@/components/ui/field';
import { formatDuration, formatExact } from '@/components/ui/format';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { ComparedOutputs } from './compared-outputs';
import { ExecutionBadge } from './execution-badge';
import styles from './executions.module.css';
import { startedBy } from './started-by';

type Execution = ApiOutput['executions']['read'];

const useExecution = (id: string | undefined) =>
  useQuery({
    queryKey: ['executions', 'read', id],
    queryFn: () => api.executions.read.query({ id: id ?? '' }),
    enabled: id !== undefined,
  });

/** Two runs of a schedule side by side: the one before at the left unless another was chosen. */
export function ComparePage({ now, before }: { now: string; before?: string }) {
  const router = useRouter();
  const right = useExecution(now);
  const scheduleId = right.data?.scheduleId ?? undefined;
  const others = useQuery({
    queryKey: ['executions', 'list', { scheduleId, outcomes: 'ended' }],
    queryFn: () =>
      api.executions.list.query({ scheduleId, outcomes: ['ok', 'problems', 'failed'], limit: 200 }),
    enabled: scheduleId !== undefined,
  });
  const runs = others.data?.executions ?? [];
  const earlier = before ?? runs.find((run) => run.dueAt < (right.data?.dueAt ?? '') && run.id !== now)?.id;
  const left = useExecution(earlier);
  if (right.isError || left.isError)
    return (
      <Page>
        <LoadFailed
          error={right.error ?? left.error}
          onRetry={() => Promise.all([right.refetch(), left.refetch()])}
          list={{ label: 'schedules', href: '/schedules' }}
        />
      </Page>
    );
  if (!right.data || (scheduleId && others.isPending) || (earlier && left.isPending)) return <Loading />;
  const choose = (side: 'before' | 'now') => (id: string) => {
    const chosen = { before: earlier ?? '', now, [side]: id };
    router.replace(`/executions/compare?now=${chosen.now}&before=${chosen.before}`);
  };
  const options = runs.map((run) => ({ value: run.id, label: formatExact(new Date(run.dueAt)) }));
  return (
    <Page wide>
      <PageHeader
        title="Two runs compared"
        crumbs={[
          { label: 'Schedules', href: '/schedules' },
          ...(scheduleId
            ? [{ label: right.data.schedule ?? 'Schedule', href: `/schedules/${scheduleId}` }]
            : []),
        ]}
      />
      <div className={styles.sides}>
        <Field label="Before">
          <Select
            value={earlier ?? ''}
            onChange={choose('before')}
            options={earlier ? options : [{ value: '', label: 'Choose a run…' }, ...options]}
          />
        </Field>
        <Field label="Now">
          <Select value={now} onChange={choose('now')} options={options} />
        </Field>
      </div>
      {left.data ? (
        <Comparison before={left.data} now={right.data} />
      ) : (
        <EmptyState title="There is no run before it">Choose another one to compare it with.</EmptyState>
      )}
    </Page>
  );
}

function Comparison({ before, now }: { before: Execution; now: Execution }) {
  return (
    <>
      <Section title="How they went">
        <DataTable
          rows={factsOf(before, now)}
          rowKey={({ name }) => name}
          columns={[
            { key: 'name', title: '', cell: ({ name }) => name },
            { key: 'before', title: 'Before', cell: (row) => row.before },
            { key: 'now', title: 'Now', cell: (row) => row.now },
          ]}
        />
      </Section>
      {(before.checks.length > 0 || now.checks.length > 0) && (
        <Section title="Checks">
          <ComparedChecks before={before} now={now} />
        </Section>
      )}
      <Section title="What they showed">
        <ComparedOutputs before={before} now={now} />
      </Section>
    </>
  );
}

const factsOf = (before: Execution, now: Execution) => {
  const both = (name: string, say: (execution: Execution) => React.ReactNode) => ({
    ...{ name, before: say(before), now: say(now) },
  });
  return [
    both('Verdict', (execution) => <ExecutionBadge execution={execution} />),
    both('Due', ({ dueAt }) => formatExact(new Date(dueAt))),
    both('Took', ({ startedAt, finishedAt }) =>
      startedAt && finishedAt ? formatDuration(Date.parse(finishedAt) - Date.parse(startedAt)) : '—',
    ),
    both('Started by', startedBy),
    both('Revision', ({ revision }) => revision ?? '—'),
    ...[...new Set([...Object.keys(before.parameters), ...Object.keys(now.parameters)])].map((name) =>
      both(name, ({ parameters }) =>
        parameters[name] === undefined ? 'as in the notebook' : JSON.stringify(parameters[name]),
      ),
    ),
    ...(before.error || now.error ? [both('Error', ({ error }) => error ?? '—')] : []),
  ];
};

function ComparedChecks({ before, now }: { before: Execution; now: Execution }) {
  const names = [...new Set([...now.checks, ...before.checks].map(({ name }) => name))];
  const of = (execution: Execution, name: string) => execution.checks.find((check) => check.name === name);
  const show = (check: Execution['checks'][number] | undefined) =>
    check ? (
      <>
        <Badge tone={check.ok ? 'ok' : check.severity === 'critical' ? 'failed' : 'stale'}>
          {check.ok ? 'passed' : 'fails'}
        </Badge>{' '}
        <small>{check.detail}</small>
      </>
    ) : (
      <span className={styles.says}>not checked</span>
    );
  return (
    <DataTable
      rows={names}
      rowKey={(name) => name}
      columns={[
        { key: 'name', title: 'Check', cell: (name) => name },
        { key: 'before', title: 'Before', cell: (name) => show(of(before, name)) },
        { key: 'now', title: 'Now', cell: (name) => show(of(now, name)) },
        {
          key: 'change',
          title: '',
          wideOnly: true,
          cell: (name) => (of(before, name)?.ok === of(now, name)?.ok ? '' : <strong>changed</strong>),
        },
      ]}
    />
  );
}
