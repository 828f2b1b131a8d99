import { DataTable } from '@/components/ui/data-table';
import { formatBytes } from '@/components/ui/format';
import { metricLabel, metricValue } from './metric-words';
import styles from './models.module.css';
import type { Verification } from './verification-badge';

type Verdict = Exclude<Verification, { verdict: 'waiting' } | { verdict: 'running' }>;
type Difference = NonNullable<Verdict['differences']>[number];

/** Where a re-run ran, and each figure that came out otherwise beside the promoted one. */
export function VerificationDetails({ verification }: { verification: Verification }) {
  if (verification.verdict === 'waiting' || verification.verdict === 'running') return null;
  const { environment, differences = [] } = verification;
  const engines = Object.entries(environment ?? {});
  return (
    <>
      {engines.length > 0 && (
        <p className={styles.note}>in {engines.map(([name, version]) => `${name} ${version}`).join(', ')}</p>
      )}
      {differences.length > 0 && (
        <details>
          <summary>What came out otherwise</summary>
          <DataTable
            caption="What came out otherwise"
            rows={differences}
            rowKey={({ of, name }) => `${of} ${name}`}
            columns={[
              { key: 'name', title: 'Of', cell: sayName },
              {
                key: 'promoted',
                title: 'Promoted',
                align: 'right',
                cell: (row) => sayValue(row, 'promoted'),
              },
              { key: 'remade', title: 'Re-run', align: 'right', cell: (row) => sayValue(row, 'remade') },
            ]}
          />
        </details>
      )}
    </>
  );
}

const sayName = ({ of, name }: Difference) => (of === 'metric' ? metricLabel(name) : <code>{name}</code>);

function sayValue(row: Difference, side: 'promoted' | 'remade'): string {
  const value = row[side];
  if (value === null) return '—';
  if (typeof value === 'string') return value;
  if (row.of === 'metric') return metricValue(row.name, value);
  return row.of === 'weights' && side === 'remade'
    ? `${formatBytes(value)}, ${formatBytes(row.differing)} differ`
    : formatBytes(value);
}
