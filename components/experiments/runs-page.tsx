'use client';

import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Archive, GitCompare, Trash2 } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { metricLabel } from '@/components/notebook/model-result/metric-value';
import { LoadFailed } from '@/components/shell/load-failed';
import { Button } from '@/components/ui/button';
import { CommittedInput } from '@/components/ui/committed-input';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Checkbox, Field, Select } from '@/components/ui/field';
import { formatCount, formatNumber } from '@/components/ui/format';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import { ColumnsChooser, keyOf } from './columns-chooser';
import { columnsIn } from './columns-in';
import styles from './experiments.module.css';
import { groupOptions, RunGroups } from './run-groups';
import { inUsualOrder, isTestFigure } from './run-words';
import { RunsTable } from './runs-table';
import { useKeptColumns } from './use-kept-columns';

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
  const { kept, isRead, keep } = useKeptColumns(experimentId);

  const go = (changes: Readonly<Record<string, string>>) => {
    const next = new URLSearchParams(address);
    if (!('page' in changes)) next.delete('page');
    for (const [key, value] of Object.entries(changes)) value ? next.set(key, value) : next.delete(key);
    router.replace(`/experiments/${experimentId}?${next}`, { scroll: false });
  };
  const selection = { experimentIds: [experimentId], filter, view, ...(starred && { starred }) };
  const isFolded = !filter && view !== 'deleted';
  const experiment = useQuery({
    queryKey: ['experiments', experimentId],
    queryFn: () => api.experiments.read.query({ id: experimentId }),
  });
  const by = address.get('by') ?? '';
  const wanted = address.get('columns')?.split(',') ?? kept;
  const runs = useQuery({
    queryKey: ['runs', 'list', selection, sort, page, wanted ?? 'usual'],
    queryFn: () =>
      api.runs.list.query({
        ...selection,
        // A filter finds trials and folds, too; without one they stand folded under what they belong to.
        rootsOnly: isFolded,
        ...(wanted && { columns: columnsOf(wanted) }),
        orderBy: sort ? [sort] : [],
        limit: pageSize,
        from: (page - 1) * pageSize,
      }),
    enabled: !by && isRead,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.runs.some(({ status }) => status === 'RUNNING') ? 2000 : 10_000,
    retry: false,
  });
  // Of all runs: the slowest question of this page, so its rows come first and tell of themselves meanwhile.
  const columns = useQuery({
    queryKey: ['runs', 'columns', experimentId, view],
    queryFn: () => api.runs.columns.query({ experimentIds: [experimentId], view }),
    enabled: by !== '' || runs.isFetched,
  });
  const known = columns.data ?? columnsIn(runs.data?.runs ?? []);
  const metrics = inUsualOrder(known.metrics.filter(isTestFigure));
  const all = [...metrics.map((key) => `metrics.${key}`), ...known.params.map((key) => `params.${key}`)];
  const shown = (wanted ?? metrics.slice(0, 3).map((key) => `metrics.${key}`)).filter((column) =>
    all.includes(column),
  );
  const figure = metrics.find((key) => key === address.get('figure')) ?? metrics[0];

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
        {!by && (
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
                ...known.params.flatMap((key) => [
                  { value: `params.\`${key}\` ASC`, label: `${key}, A first` },
                  { value: `params.\`${key}\` DESC`, label: `${key}, Z first` },
                ]),
              ]}
            />
          </Field>
        )}
        <Field label="Grouped by">
          <Select value={by} onChange={(value) => go({ by: value })} options={groupOptions(columns.data)} />
        </Field>
        {by && metrics.length > 0 && (
          <Field label="Figure">
            <Select
              value={figure ?? ''}
              onChange={(value) => go({ figure: value })}
              options={metrics.map((key) => ({ value: key, label: metricLabel(key) }))}
            />
          </Field>
        )}
        <Field label="Show">
          <Select value={view} onChange={(value) => go({ view: value })} options={[...views]} />
        </Field>
        <Checkbox
          label="With a star only"
          checked={starred}
          onChange={(checked) => go({ starred: checked ? '1' : '' })}
        />
      </div>
      {all.length > 0 && !by && (
        <ColumnsChooser
          all={all}
          shown={shown}
          onChange={(next) => {
            keep(next);
            go({ columns: next.join(','), page: String(page) });
          }}
        />
      )}
      <div className={styles.acts}>
        {chosen.size === 0 ? (
          !by && <span className={styles.note}>Choose runs to compare, archive or delete them.</span>
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
      {by && (
        <RunGroups
          selection={selection}
          by={by}
          metric={figure}
          onOpen={(value) => {
            const clause = clauseOf(by, value);
            go({ by: '', filter: filter ? `${filter} and ${clause}` : clause });
          }}
        />
      )}
      {!by && runs.isPending && <Loading />}
      {!by && runs.isError && (
        <ErrorNotice message={errorMessage(runs.error)} onRetry={() => runs.refetch()} />
      )}
      {!by && runs.data && !runs.isError && (
        <RunsTable
          runs={runs.data.runs}
          columns={shown}
          sort={sort}
          chosen={chosen}
          onChoose={(id) => setChosen(toggled(chosen, id))}
          onStar={(run) =>
            act(
              () => api.runs.edit.mutate({ id: run.id, starred: !run.starred }),
              run.starred ? 'The star is gone' : 'Given a star',
            )
          }
          empty={
            <EmptyState title={filter || starred ? 'No run fits' : 'No runs here'}>
              <p>
                {filter || starred
                  ? 'Take words out of the filter, or show others.'
                  : 'Train a model in the notebook: the run appears here by itself.'}
              </p>
            </EmptyState>
          }
        />
      )}
      {!by && pages > 1 && (
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

function toggled(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}

const columnsOf = (shown: readonly string[]) => ({
  metrics: shown.filter((column) => column.startsWith('metrics.')).map(keyOf),
  params: shown.filter((column) => column.startsWith('params.')).map(keyOf),
});

/** The clause that finds a group. A text of a filter is closed by the quote that opened it. */
const clauseOf = (by: string, value: string): string =>
  `${by} = ${value.includes("'") ? `"${value}"` : `'${value}'`}`;
