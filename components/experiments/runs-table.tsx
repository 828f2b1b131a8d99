import { useQueries } from '@tanstack/react-query';
import { ChevronDown, ChevronRight, Star } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { IconButton } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatDuration, formatNumber } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import { columnLabel, keyOf } from './columns-chooser';
import styles from './experiments.module.css';
import { Status } from './run-status';
import { kindWords, sayValue } from './run-words';

type Run = ApiOutput['runs']['list']['runs'][number];

type Row = Run & { readonly isChild: boolean };

/** Trials and folds shown under one run. */
const mostChildren = 200;

/** Runs with the chosen columns (`metrics.…`, `params.…`); trials and folds open under what they belong to. */
export function RunsTable(props: {
  runs: readonly Run[];
  columns: readonly string[];
  /** How children are sorted, as the list is. */
  sort: string;
  chosen: ReadonlySet<string>;
  onChoose(id: string): void;
  onStar(run: Run): void;
  empty: ReactNode;
}) {
  const { runs, columns, sort, chosen, onChoose, onStar, empty } = props;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const opened = runs.filter(({ id, children }) => children > 0 && open.has(id));
  const queries = useQueries({
    queries: opened.map(({ id, status }) => ({
      queryKey: ['runs', 'list', 'children', id, sort],
      queryFn: () =>
        api.runs.list.query({ parentId: id, view: 'kept', orderBy: sort ? [sort] : [], limit: mostChildren }),
      refetchInterval: status === 'RUNNING' ? 2000 : (false as const),
    })),
  });
  const failed = queries.find(({ isError }) => isError);
  const childrenOf = new Map(opened.map(({ id }, i) => [id, queries[i]?.data]));
  const rows = runs.flatMap((run): Row[] => [
    { ...run, isChild: false },
    ...(childrenOf.get(run.id)?.runs ?? []).map((child) => ({ ...child, isChild: true })),
  ]);
  const cut = opened.filter(({ id }) => (childrenOf.get(id)?.total ?? 0) > mostChildren);
  const toggle = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <>
      {failed && <ErrorNotice message={errorMessage(failed.error)} onRetry={() => failed.refetch()} />}
      <DataTable
        caption="Runs"
        rows={rows}
        rowKey={({ id }) => id}
        empty={empty}
        columns={[
          {
            key: 'choose',
            title: '',
            cell: (run) => (
              <input
                type="checkbox"
                aria-label={`Choose ${run.name}`}
                checked={chosen.has(run.id)}
                onChange={() => onChoose(run.id)}
              />
            ),
          },
          {
            key: 'star',
            title: '',
            wideOnly: true,
            cell: (run) => (
              <IconButton
                label={run.starred ? `Take the star from ${run.name}` : `Give ${run.name} a star`}
                icon={Star}
                className={run.starred ? styles.starred : undefined}
                onClick={() => onStar(run)}
              />
            ),
          },
          {
            key: 'name',
            title: 'Run',
            cell: (run) => (
              <span className={run.isChild ? styles.child : undefined}>
                <Link href={`/experiments/runs/${run.id}`}>{run.name}</Link>
                {kindWords[run.kind] && <span className={styles.note}> {kindWords[run.kind]}</span>}
                {!run.isChild && run.children > 0 && (
                  <button
                    type="button"
                    className={styles.fold}
                    aria-expanded={open.has(run.id)}
                    aria-label={`${formatNumber(run.children)} under ${run.name}`}
                    onClick={() => toggle(run.id)}
                  >
                    {open.has(run.id) ? (
                      <ChevronDown size={14} aria-hidden />
                    ) : (
                      <ChevronRight size={14} aria-hidden />
                    )}
                    {formatNumber(run.children)}
                  </button>
                )}
              </span>
            ),
          },
          { key: 'status', title: 'Status', cell: (run) => <Status run={run} /> },
          { key: 'learner', title: 'Learner', wideOnly: true, cell: (run) => run.learner ?? '—' },
          ...columns.map((column) => ({
            key: column,
            title: columnLabel(column),
            align: 'right' as const,
            cell: (run: Row) =>
              column.startsWith('metrics.')
                ? sayValue(keyOf(column), run.metrics[keyOf(column)]?.value)
                : (run.params[keyOf(column)] ?? '—'),
          })),
          {
            key: 'took',
            title: 'Took',
            align: 'right',
            wideOnly: true,
            cell: (run) =>
              run.endedAt ? formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt)) : '—',
          },
          {
            key: 'when',
            title: 'Began',
            align: 'right',
            wideOnly: true,
            cell: (run) => <Time value={run.startedAt} />,
          },
        ]}
      />
      {cut.map(({ id, name }) => (
        <p key={id} className={styles.note}>
          Of {name} the first {mostChildren} of {formatNumber(childrenOf.get(id)?.total ?? 0)} are shown.
        </p>
      ))}
    </>
  );
}
