import { formatNumber } from '@/components/ui/format';
import styles from './charts.module.css';

/** More would not be readable; the largest are shown. */
const mostClasses = 10;

/** counts[actual][predicted], each row shaded by its share. */
export function ConfusionTable({
  classes,
  counts,
}: {
  classes: readonly string[];
  counts: readonly (readonly number[])[];
}) {
  const totals = counts.map((row) => row.reduce((sum, n) => sum + n, 0));
  const shown = classes
    .map((_, i) => i)
    .sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0))
    .slice(0, mostClasses)
    .sort((a, b) => a - b);
  return (
    <div className={styles.scroll}>
      <table className={styles.confusion}>
        <thead>
          <tr>
            <th scope="col">
              <span className={styles.faint}>actual ↓ predicted →</span>
            </th>
            {shown.map((column) => (
              <th key={classes[column]} scope="col">
                {classes[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={classes[row]}>
              <th scope="row">{classes[row]}</th>
              {shown.map((column) => {
                const count = counts[row]?.[column] ?? 0;
                const share = totals[row] ? count / totals[row] : 0;
                return (
                  <td
                    key={classes[column]}
                    data-right={row === column || undefined}
                    style={{ '--share': `${Math.round(share * 100)}%` }}
                    title={`${formatNumber(Math.round(share * 1000) / 10)} % of ${classes[row]}`}
                  >
                    {formatNumber(count)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {classes.length > shown.length && (
        <p className={styles.faint}>
          The {shown.length} largest of {classes.length} classes.
        </p>
      )}
    </div>
  );
}

declare module 'react' {
  interface CSSProperties {
    '--share'?: string;
  }
}
