import { metricNames } from '@/cells/ml/metric-names';
import { metricLabel, metricsOf, metricValue } from '@/components/models/metric-words';
import { Badge } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import { formatCount } from '@/components/ui/format';
import styles from './retraining.module.css';
import type { Turn } from './use-retraining';

type Row = NonNullable<Turn['comparison']>['metrics'][number];

/** Candidate and champion on the candidate's held-out rows, with what of it is clear. */
export function TurnComparison({ turn: { comparison, candidate, champion } }: { turn: Turn }) {
  if (!comparison) return null;
  const names = metricsOf([Object.fromEntries(comparison.metrics.map((row) => [row.name, row.candidate]))]);
  const rows = names.flatMap((name) => comparison.metrics.find((row) => row.name === name) ?? []);
  return (
    <>
      <DataTable
        caption={`Version ${candidate} and version ${champion}`}
        rows={rows}
        rowKey={(row) => row.name}
        columns={[
          { key: 'name', title: 'On the same rows', cell: (row) => metricLabel(row.name) },
          {
            key: 'candidate',
            title: `v${candidate}`,
            align: 'right',
            cell: (row) => <strong>{metricValue(row.name, row.candidate)}</strong>,
          },
          {
            key: 'champion',
            title: `v${champion}, champion`,
            align: 'right',
            cell: (row) => metricValue(row.name, row.champion),
          },
          {
            key: 'difference',
            title: 'Difference (95 %)',
            align: 'right',
            wideOnly: true,
            cell: ({ name, difference }) =>
              difference
                ? `${metricValue(name, difference.low)} to ${metricValue(name, difference.high)}`
                : '—',
          },
          { key: 'verdict', title: 'Verdict', cell: (row) => <Verdict row={row} /> },
        ]}
      />
      <p className={styles.note}>
        Both answered {formatCount(comparison.rows, 'row')} that version {candidate} was not trained on.
      </p>
    </>
  );
}

function Verdict({ row: { name, difference } }: { row: Row }) {
  const better = metricNames[name]?.better;
  if (!difference || !better || better === 'target') return <>—</>;
  const isClear = difference.low > 0 || difference.high < 0;
  if (!isClear) return <Badge>no clear difference</Badge>;
  const isBetter = better === 'lower' ? difference.high < 0 : difference.low > 0;
  return isBetter ? <Badge tone="ok">better</Badge> : <Badge tone="failed">worse</Badge>;
}
