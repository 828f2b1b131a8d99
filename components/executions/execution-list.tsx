'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { api, errorMessage } from '@/components/api';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatDuration } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { ExecutionBadge } from './execution-badge';
import styles from './executions.module.css';

/** The runs of a schedule or of a notebook, the newest first, kept current. */
export function ExecutionList(props: { scheduleId?: string; notebookId?: string }) {
  const executions = useQuery({
    queryKey: ['executions', 'list', props],
    queryFn: () => api.executions.list.query(props),
    refetchInterval: 3000,
  });
  if (executions.isPending) return <Loading />;
  if (executions.isError)
    return <ErrorNotice message={errorMessage(executions.error)} onRetry={() => executions.refetch()} />;
  return (
    <DataTable
      rows={executions.data.executions}
      rowKey={({ id }) => id}
      empty={<EmptyState title="It has not run yet">Run it now, or wait for its next time.</EmptyState>}
      columns={[
        {
          key: 'when',
          title: 'When',
          cell: (row) => (
            <Link href={`/executions/${row.id}`}>
              <Time value={row.dueAt} />
            </Link>
          ),
        },
        { key: 'status', title: 'Verdict', cell: (row) => <ExecutionBadge execution={row} /> },
        {
          key: 'says',
          title: 'Says',
          wideOnly: true,
          cell: (row) => <span className={styles.says}>{sayVerdict(row)}</span>,
        },
        {
          key: 'duration',
          title: 'Took',
          align: 'right',
          cell: (row) =>
            row.startedAt && row.finishedAt
              ? formatDuration(new Date(row.finishedAt).getTime() - new Date(row.startedAt).getTime())
              : '',
        },
        {
          key: 'trigger',
          title: 'Started by',
          align: 'right',
          wideOnly: true,
          cell: (row) =>
            `${row.trigger === 'manual' ? 'a person' : 'its schedule'}${row.attempt > 1 ? `, try ${row.attempt}` : ''}`,
        },
      ]}
    />
  );
}

function sayVerdict({
  error,
  checks,
}: {
  error: string | null;
  checks: readonly { ok: boolean; detail: string; name: string }[];
}): string {
  if (error) return error;
  const failing = checks.filter((check) => !check.ok);
  return failing.map((check) => check.detail || check.name).join(', ');
}
