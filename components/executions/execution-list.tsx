'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { type ApiInput, type ApiOutput, api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Select } from '@/components/ui/field';
import { formatDuration } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { ExecutionBadge } from './execution-badge';
import styles from './executions.module.css';
import { startedBy } from './started-by';

type Outcome = NonNullable<NonNullable<ApiInput['executions']['list']>['outcomes']>[number];
type Cursor = NonNullable<ApiOutput['executions']['list']['next']>;

const filters: readonly { value: string; label: string; outcomes?: Outcome[] }[] = [
  { value: 'all', label: 'All runs' },
  { value: 'ok', label: 'Ok', outcomes: ['ok'] },
  { value: 'problems', label: 'Checks fail', outcomes: ['problems'] },
  { value: 'failed', label: 'Failed', outcomes: ['failed'] },
  { value: 'live', label: 'Queued or running', outcomes: ['queued', 'running'] },
  { value: 'left-out', label: 'Left out or stopped', outcomes: ['skipped', 'stopped'] },
];

/** The runs of a schedule, of a notebook or of a back-fill: page by page, the newest first, the first page kept current. */
export function ExecutionList(props: { scheduleId?: string; notebookId?: string; backfillId?: string }) {
  const [filter, setFilter] = useState('all');
  /** Where each page that was turned over begins. */
  const [cursors, setCursors] = useState<readonly Cursor[]>([]);
  const after = cursors.at(-1);
  const input = {
    ...props,
    outcomes: filters.find(({ value }) => value === filter)?.outcomes,
    after,
    limit: 25,
  };
  const executions = useQuery({
    queryKey: ['executions', 'list', input],
    queryFn: () => api.executions.list.query(input),
    refetchInterval: after ? false : 3000,
    placeholderData: keepPreviousData,
  });
  if (executions.isPending) return <Loading />;
  if (executions.isError)
    return <ErrorNotice message={errorMessage(executions.error)} onRetry={() => executions.refetch()} />;
  const { next } = executions.data;
  const hasAny = executions.data.executions.length > 0 || filter !== 'all';
  return (
    <>
      {hasAny && (
        <div className={styles.listBar}>
          <Select
            aria-label="Which runs"
            value={filter}
            options={filters}
            onChange={(value) => {
              setFilter(value);
              setCursors([]);
            }}
          />
        </div>
      )}
      <DataTable
        rows={executions.data.executions}
        rowKey={({ id }) => id}
        empty={
          filter === 'all' ? (
            <EmptyState title="It has not run yet">Run it now, or wait for its next time.</EmptyState>
          ) : (
            <EmptyState title="There is no such run">Choose “All runs” to see the others.</EmptyState>
          )
        }
        columns={[
          {
            key: 'when',
            title: 'Due',
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
            cell: (row) => `${startedBy(row)}${row.attempt > 1 ? `, try ${row.attempt}` : ''}`,
          },
        ]}
      />
      {(next || cursors.length > 0) && (
        <div className={styles.pages}>
          <Button disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
            Newer
          </Button>
          <span>Page {cursors.length + 1}</span>
          <Button disabled={!next} onClick={() => next && setCursors([...cursors, next])}>
            Older
          </Button>
        </div>
      )}
    </>
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
