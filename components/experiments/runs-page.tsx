'use client';

import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Archive, GitCompare, Star, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { metricLabel } from '@/components/notebook/model-result/metric-value';
import { LoadFailed } from '@/components/shell/load-failed';
import { Badge } from '@/components/ui/badge';
import { Button, IconButton } from '@/components/ui/button';
import { CommittedInput } from '@/components/ui/committed-input';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Checkbox, Field, Select } from '@/components/ui/field';
import { formatCount, formatDuration, formatNumber } from '@/components/ui/format';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import styles from './experiments.module.css';
import { isTestFigure, sayValue, statusWords } from './run-words';

type Run = ApiOutput['runs']['list']['runs'][number];

const pageSize = 50;
const mostCompared = 20;
const views = [
  { value: 'active', label: 'Runs at hand' },
  { value: 'archived', label: 'Archived' },
  { value: 'deleted', label: 'Deleted' },
] as const;

/** The runs of an experiment, filtered, sorted and paged by the server. What is chosen stands in the address. */
export function RunsPage({ experimentId }: { experimentId: string }) {
  const router = useRouter();
  const address = useSearchParams();
  const client = useQueryClient();
  const filter = address.get('filter') ?? '';
  const sort = address.get('sort') ?? '';
  const view = views.find(({ value }) => value === address.get('view'))?.value ?? 'active';
  const starred = address.get('starred') === '1';
  const page = Number(address.get('page') ?? 1);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());

  const go = (changes: Readonly<Record<string, string>>) => {
    const next = new URLSearchParams(address);
    if (!('page' in changes)) next.delete('page');
    for (const [key, value] of Object.entries(changes)) value ? next.set(key, value) : next.delete(key);
    router.replace(`/experiments/${experimentId}?${next}`, { scroll: false });
  };
  const selection = { experimentIds: [experimentId], filter, view, ...(starred && { starred }) };
  const experiment = useQuery({
    queryKey: ['experiments', experimentId],
    queryFn: () => api.experiments.read.query({ id: experimentId }),
  });
  const columns = useQuery({
    queryKey: ['runs', 'columns', experimentId, view],
    queryFn: () => api.runs.columns.query({ experimentIds: [experimentId], view }),
  });
  const metrics = (columns.data?.metrics ?? []).filter(isTestFigure);
  const shown = (address.get('metrics')?.split(',') ?? metrics.slice(0, 3)).filter((key) =>
    metrics.includes(key),
  );
  const runs = useQuery({
    queryKey: ['runs', 'list', selection, sort, page],
    queryFn: () =>
      api.runs.list.query({
        ...selection,
        orderBy: sort ? [sort] : [],
        limit: pageSize,
        from: (page - 1) * pageSize,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.runs.some(({ status }) => status === 'RUNNING') ? 2000 : 10_000,
    retry: false,
  });

  const act = async (work: () => Promise<unknown>, said: string, undo?: () => Promise<unknown>) => {
    const refresh = () => client.invalidateQueries({ queryKey: ['runs'] });
    try {
      await work();
      await refresh();
      toast.done(
        said,
        undo && (() => void undo().then(refresh, (error) => toast.failed(errorMessage(error)))),
      );
    } catch (error) {
      toast.failed(errorMessage(error));
    }
  };
  const ids = [...chosen];
  const many = formatCount(ids.length, 'run');
  const remove = () =>
    act(
      () => api.runs.delete.mutate({ ids }),
      `${many} deleted`,
      () => api.runs.restore.mutate({ ids }),
    ).then(() => setChosen(new Set()));
  const archive = () =>
    act(
      () => api.runs.archive.mutate({ ids, archived: view !== 'archived' }),
      view === 'archived' ? `${many} brought back` : `${many} archived`,
      () => api.runs.archive.mutate({ ids, archived: view === 'archived' }),
    ).then(() => setChosen(new Set()));
  const restore = () =>
    act(() => api.runs.restore.mutate({ ids }), `${many} restored`).then(() => setChosen(new Set()));
  const crumbs = [{ label: 'Experiments', href: '/experiments' }];
  if (experiment.isError)
    return (
      <Page>
        <PageHeader title="Experiment" crumbs={crumbs} />
        <LoadFailed
          error={experiment.error}
          onRetry={() => experiment.refetch()}
          list={{ label: 'experiments', href: '/experiments' }}
        />
      </Page>
    );
  const pages = Math.max(1, Math.ceil((runs.data?.total ?? 0) / pageSize));
  return (
    <Page wide>
      <PageHeader
        title={experiment.data?.notebookTitle ?? experiment.data?.name ?? 'Experiment'}
        crumbs={crumbs}
        detail={runs.data && formatCount(runs.data.total, 'run')}
      />
      <div className={styles.tools}>
        <Field label="Filter">
          <CommittedInput
            value={filter}
            onCommit={(text) => go({ filter: text })}
            placeholder="metrics.rmse < 50 and params.learner = 'network'"
          />
        </Field>
        <Field label="Sorted by">
          <Select
            value={sort}
            onChange={(value) => go({ sort: value })}
            options={[
              { value: '', label: 'Newest' },
              ...metrics.flatMap((key) => [
                { value: `metrics.\`${key}\` ASC`, label: `${metricLabel(key)}, lowest first` },
                { value: `metrics.\`${key}\` DESC`, label: `${metricLabel(key)}, highest first` },
              ]),
            ]}
          />
        </Field>
        <Field label="Show">
          <Select value={view} onChange={(value) => go({ view: value })} options={[...views]} />
        </Field>
        <Checkbox
          label="With a star only"
          checked={starred}
          onChange={(checked) => go({ starred: checked ? '1' : '' })}
        />
      </div>
      {metrics.length > 0 && (
        <fieldset className={styles.columns}>
          <legend>Figures</legend>
          {metrics.slice(0, 30).map((key) => (
            <Checkbox
              key={key}
              label={metricLabel(key)}
              checked={shown.includes(key)}
              onChange={() =>
                go({
                  metrics: (shown.includes(key)
                    ? shown.filter((other) => other !== key)
                    : [...shown, key]
                  ).join(','),
                })
              }
            />
          ))}
        </fieldset>
      )}
      <div className={styles.acts}>
        {chosen.size === 0 ? (
          <span className={styles.note}>Choose runs to compare, archive or delete them.</span>
        ) : (
          <>
            <Button
              variant="primary"
              icon={GitCompare}
              disabled={chosen.size < 2 || chosen.size > mostCompared}
              onClick={() => router.push(`/experiments/${experimentId}/compare?runs=${ids.join(',')}`)}
            >
              Compare {many}
            </Button>
            {view === 'deleted' ? (
              <Button onClick={restore}>Restore</Button>
            ) : (
              <>
                <Button icon={Archive} onClick={archive}>
                  {view === 'archived' ? 'Bring back' : 'Archive'}
                </Button>
                <Button icon={Trash2} variant="danger" onClick={remove}>
                  Delete
                </Button>
              </>
            )}
          </>
        )}
      </div>
      {runs.isPending && <Loading />}
      {runs.isError && <ErrorNotice message={errorMessage(runs.error)} onRetry={() => runs.refetch()} />}
      {runs.data && !runs.isError && (
        <DataTable
          caption="Runs"
          rows={runs.data.runs}
          rowKey={({ id }) => id}
          empty={
            <EmptyState title={filter || starred ? 'No run fits' : 'No runs here'}>
              <p>
                {filter || starred
                  ? 'Take words out of the filter, or show others.'
                  : 'Train a model in the notebook: the run appears here by itself.'}
              </p>
            </EmptyState>
          }
          columns={[
            {
              key: 'choose',
              title: '',
              cell: (run) => (
                <input
                  type="checkbox"
                  aria-label={`Choose ${run.name}`}
                  checked={chosen.has(run.id)}
                  onChange={() => setChosen(toggled(chosen, run.id))}
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
                  onClick={() =>
                    act(
                      () => api.runs.edit.mutate({ id: run.id, starred: !run.starred }),
                      run.starred ? 'The star is gone' : 'Given a star',
                    )
                  }
                />
              ),
            },
            {
              key: 'name',
              title: 'Run',
              cell: (run) => <Link href={`/experiments/runs/${run.id}`}>{run.name}</Link>,
            },
            { key: 'status', title: 'Status', cell: (run) => <Status run={run} /> },
            { key: 'learner', title: 'Learner', wideOnly: true, cell: (run) => run.learner ?? '—' },
            ...shown.map((key) => ({
              key: `metric ${key}`,
              title: metricLabel(key),
              align: 'right' as const,
              cell: (run: Run) => sayValue(key, run.metrics[key]?.value),
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
      )}
      {pages > 1 && (
        <nav className={styles.pages} aria-label="Pages">
          <Button disabled={page <= 1} onClick={() => go({ page: String(page - 1) })}>
            Newer
          </Button>
          <span>
            Page {formatNumber(page)} of {formatNumber(pages)}
          </span>
          <Button disabled={page >= pages} onClick={() => go({ page: String(page + 1) })}>
            Older
          </Button>
        </nav>
      )}
    </Page>
  );
}

export function Status({ run }: { run: Pick<Run, 'status'> }) {
  const { words, tone } = statusWords[run.status] ?? { words: run.status, tone: 'neutral' as const };
  return <Badge tone={tone}>{words}</Badge>;
}

function toggled(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}
