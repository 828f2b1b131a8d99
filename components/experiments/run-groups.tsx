import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { metricNames } from '@/cells/ml/metric-names';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { metricLabel } from '@/components/notebook/model-result/metric-value';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount, formatNumber } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import styles from './experiments.module.css';
import { sayValue } from './run-words';

type Selection = Omit<Parameters<typeof api.runs.group.query>[0], 'by' | 'metric'>;
type Group = ApiOutput['runs']['group']['groups'][number];

/** Runs by a parameter, tag or attribute (`by`), with the figure `metric` of each group. Opening one filters the list by it. */
export function RunGroups(props: {
  selection: Selection;
  by: string;
  metric: string | undefined;
  onOpen(value: string): void;
}) {
  const { selection, by, metric, onOpen } = props;
  const query = useQuery({
    queryKey: ['runs', 'group', selection, by, metric],
    queryFn: () => api.runs.group.query({ ...selection, by, metric }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (query.isError)
    return <ErrorNotice message={errorMessage(query.error)} onRetry={() => query.refetch()} />;
  if (!query.data) return <Loading />;
  const { groups, total } = query.data;
  const figure = (title: string, of: (group: Group) => Group['lowest']) => ({
    key: title,
    title,
    align: 'right' as const,
    cell: (group: Group) => {
      const best = of(group);
      return best ? (
        <Link href={`/experiments/runs/${best.runId}`}>{sayValue(metric ?? '', best.value)}</Link>
      ) : (
        '—'
      );
    },
  });
  const lowest = (title: string) => figure(title, (group) => group.lowest);
  const highest = (title: string) => figure(title, (group) => group.highest);
  const better = metric ? metricNames[metric]?.better : undefined;
  const bests =
    better === 'lower'
      ? [lowest('Best')]
      : better === 'higher'
        ? [highest('Best')]
        : [lowest('Lowest'), highest('Highest')];
  return (
    <>
      <DataTable
        caption="Groups of runs"
        rows={groups}
        rowKey={({ value }) => JSON.stringify(value)}
        empty={
          <EmptyState title="No run fits">
            <p>Take words out of the filter, or show others.</p>
          </EmptyState>
        }
        columns={[
          {
            key: 'value',
            title: groupLabel(by),
            cell: ({ value, label }) =>
              value === null ? (
                <span className={styles.note}>has none</span>
              ) : /'.*"|".*'/s.test(value) ? (
                label // a filter has no way to write it
              ) : (
                <button type="button" className={styles.open} onClick={() => onOpen(value)}>
                  {label}
                </button>
              ),
          },
          { key: 'runs', title: 'Runs', align: 'right', cell: ({ runs }) => formatNumber(runs) },
          ...(metric
            ? [
                {
                  key: 'mean',
                  title: `Mean ${metricLabel(metric)}`,
                  align: 'right' as const,
                  cell: ({ mean, measured, runs }: Group) => (
                    <>
                      {sayValue(metric, mean ?? undefined)}
                      {measured < runs && <span className={styles.note}> of {formatNumber(measured)}</span>}
                    </>
                  ),
                },
                ...bests,
              ]
            : []),
        ]}
      />
      <p className={styles.note}>
        {total > groups.length &&
          `The ${formatNumber(groups.length)} largest of ${formatCount(total, 'group')}. `}
        Trials and folds are counted.
      </p>
    </>
  );
}

const attributes: Readonly<Record<string, string>> = {
  'attributes.learner': 'Learner',
  'attributes.notebook': 'Notebook',
  'attributes.kind': 'Kind',
  'attributes.status': 'Status',
};

const unquoted = (by: string): string => by.replace(/^\w+\./, '').replaceAll('`', '');
const groupLabel = (by: string): string => attributes[by] ?? unquoted(by);

/** What runs may be grouped by: some attributes, then every parameter and tag that there is. */
export const groupOptions = (columns: { params: readonly string[]; tags: readonly string[] } | undefined) => [
  { value: '', label: 'Nothing' },
  ...Object.entries(attributes).map(([value, label]) => ({ value, label })),
  ...(columns?.params ?? []).map((key) => ({ value: `params.\`${key}\``, label: key })),
  ...(columns?.tags ?? [])
    .filter((key) => !key.startsWith('mlflow.'))
    .map((key) => ({ value: `tags.\`${key}\``, label: `${key} (tag)` })),
];
