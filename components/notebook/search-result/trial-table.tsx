import { Check, CircleDashed, Scissors, X } from 'lucide-react';
import type { SearchProgress, SearchTrial } from '@/cells/kernel/cell-run';
import { learnersAbout, trainableLearners } from '@/cells/ml/learners-about';
import { type DataColumn, DataTable } from '@/components/ui/data-table';
import { formatDuration, formatNumber } from '@/components/ui/format';
import { compareTrials, sayMetric, sayOutcome, sayValue } from './say-trial';
import styles from './search-result.module.css';

const states = {
  running: { icon: CircleDashed, word: 'running' },
  complete: { icon: Check, word: 'done' },
  pruned: { icon: Scissors, word: 'ended early' },
  failed: { icon: X, word: 'failed' },
} as const;

/** Rows that a person looks at; all of them are in `.trials`. */
const mostRows = 50;

/** Running trials first, then the best. */
export function TrialTable({
  search,
  best,
  most = mostRows,
}: {
  search: SearchProgress;
  best: number | undefined;
  most?: number;
}) {
  const { metric, trials, folds } = search;
  const rows = trials.toSorted((a, b) => rank(a) - rank(b) || compareTrials(search, a, b)).slice(0, most);
  const hasBranches = new Set(trials.map(({ branch }) => branch)).size > 1;
  const isShared = search.elsewhere !== undefined || trials.some(({ place }) => place !== undefined);
  const names = [...new Set(trials.flatMap(({ values }) => Object.keys(values)))];
  const figures: DataColumn<SearchTrial>[] = [
    {
      key: 'steps',
      title: 'Steps',
      align: 'right',
      cell: ({ steps }) => (steps > 0 ? formatNumber(steps) : '—'),
    },
    { key: 'time', title: 'Time', align: 'right', cell: ({ durationMs }) => formatDuration(durationMs) },
  ];
  const columns: DataColumn<SearchTrial>[] = [
    { key: 'number', title: 'Trial', align: 'right', cell: ({ number }) => formatNumber(number) },
    { key: 'state', title: 'State', cell: (trial) => <State trial={trial} isBest={trial.number === best} /> },
    { key: 'value', title: sayMetric(metric), align: 'right', cell: (trial) => sayOutcome(metric, trial) },
    ...(folds === undefined
      ? []
      : [
          {
            key: 'folds',
            title: 'Folds',
            align: 'right' as const,
            cell: ({ foldValues = [] }: SearchTrial) => `${foldValues.length} of ${folds}`,
          },
        ]),
    ...(isShared
      ? [{ key: 'where', title: 'Where', cell: ({ place }: SearchTrial) => place ?? 'this tab' }]
      : []),
    ...(hasBranches ? [{ key: 'learner', title: 'Learner', cell: sayLearner }] : []),
    ...(hasBranches ? figures : []),
    ...(hasBranches
      ? // Learners share few options: a column for each would be empty for most.
        [{ key: 'settings', title: 'Settings', cell: saySettings }]
      : names.map((name) => ({
          key: `option ${name}`,
          title: name,
          align: 'right' as const,
          cell: ({ values }: SearchTrial) => sayValue(values[name]),
        }))),
    ...(hasBranches ? [] : figures),
  ];
  return (
    <div className={styles.table}>
      <DataTable columns={columns} rows={rows} rowKey={({ number }) => String(number)} caption="Trials" />
      {trials.length > rows.length && (
        <p className={styles.quiet}>
          {formatNumber(rows.length)} of {formatNumber(trials.length)}
          {most === mostRows && '; all of them are in trials of the model'}
        </p>
      )}
    </div>
  );
}

function State({ trial, isBest }: { trial: SearchTrial; isBest: boolean }) {
  const { icon: Icon, word } = states[trial.state];
  return (
    <span className={styles.state} data-state={trial.state} title={trial.problem}>
      <Icon size={13} aria-hidden /> {isBest ? 'best' : word}
      {trial.problem && <span className={styles.problem}>{trial.problem}</span>}
    </span>
  );
}

const rank = ({ state }: SearchTrial): number => ['running', 'complete', 'pruned', 'failed'].indexOf(state);

const saySettings = ({ values }: SearchTrial): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${sayValue(value)}`)
    .join(' · ');

const sayLearner = ({ branch }: SearchTrial): string => {
  const learner = trainableLearners.find((one) => one === branch);
  return learner ? learnersAbout[learner].label : branch;
};
