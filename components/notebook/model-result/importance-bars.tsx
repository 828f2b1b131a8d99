import type { Importance } from '@/cells/ml/model';
import { formatMetric } from '@/components/ui/format';
import styles from './charts.module.css';

const mostBars = 10;

export function ImportanceBars({ importances }: { importances: readonly Importance[] }) {
  const shown = importances.slice(0, mostBars);
  const largest = Math.max(...shown.map(({ permutation }) => permutation), Number.MIN_VALUE);
  const rest = importances.length - shown.length;
  return (
    <>
      <ol className={styles.bars}>
        {shown.map(({ feature, permutation }) => (
          <li key={feature}>
            <span className={styles.barName} title={feature}>
              {feature}
            </span>
            <span className={styles.track}>
              <span
                className={styles.bar}
                style={{ width: `${Math.max((100 * permutation) / largest, 0)}%` }}
              />
            </span>
            <span className={styles.barValue}>{formatMetric(permutation)}</span>
          </li>
        ))}
      </ol>
      {rest > 0 && <p className={styles.faint}>and {rest} less important</p>}
    </>
  );
}
