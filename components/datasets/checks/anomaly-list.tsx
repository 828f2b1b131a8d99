import { sayShare } from '@/cells/statistics/expectations';
import { formatCount, formatNumber } from '@/components/ui/format';
import styles from './checks.module.css';
import type { CheckedVersion } from './use-checks';

type Anomaly = CheckedVersion['anomalies'][number];

/** What a check found, column by column, each with values that are at fault and where the first stands. */
export function AnomalyList({ anomalies }: { anomalies: readonly Anomaly[] }) {
  return (
    <ul className={styles.anomalies} aria-label="Anomalies">
      {anomalies.map((anomaly) => (
        <li key={`${anomaly.column} ${anomaly.kind}`}>
          <strong>{anomaly.column ?? 'The table'}</strong>
          <div>
            <p>{anomaly.message}</p>
            {anomaly.examples.length > 0 && (
              <ul className={styles.examples} aria-label="Examples">
                {anomaly.examples.map((example) => (
                  <li key={`${example.value} ${example.firstRow}`}>
                    <code>{example.value ?? 'no value'}</code> <span>{sayExample(example)}</span>
                  </li>
                ))}
              </ul>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

function sayExample({ rows, firstRow, before, now }: Anomaly['examples'][number]): string {
  if (before !== undefined && now !== undefined) return `${sayShare(before)} → ${sayShare(now)}`;
  const place = firstRow === undefined ? '' : `row ${formatNumber(firstRow)}`;
  return rows === undefined || rows === 1 ? place : `${formatCount(rows, 'row')}, first ${place}`;
}
