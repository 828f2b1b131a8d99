import { formatNumber } from '@/components/ui/format';
import styles from './column-picture.module.css';

const width = 160;
const height = 32;

/** The distribution of a column: bars from least to greatest value. */
export function Histogram({ counts, label }: { counts: readonly number[]; label: string }) {
  const most = Math.max(...counts, 1);
  const step = width / counts.length;
  return (
    <svg
      className={styles.histogram}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
    >
      {counts.map((count, i) => {
        const tall = count === 0 ? 0 : Math.max(1, (count / most) * height);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
          <rect key={i} x={i * step} y={height - tall} width={step - 1} height={tall}>
            <title>{`${formatNumber(count)} rows`}</title>
          </rect>
        );
      })}
    </svg>
  );
}

/** The most frequent values of a column, each with its share. */
export function TopValues({
  values,
  rows,
  shown = 3,
}: {
  values: readonly { value: string; count: number }[];
  rows: number;
  shown?: number;
}) {
  return (
    <ol className={styles.top}>
      {values.slice(0, shown).map(({ value, count }) => (
        <li key={value} title={`${value}: ${formatNumber(count)} rows`}>
          <span className={styles.bar} style={{ width: `${(count / rows) * 100}%` }} />
          <span className={styles.value}>{value === '' ? '(empty text)' : value}</span>
          <span className={styles.share}>{share(count, rows)}</span>
        </li>
      ))}
    </ol>
  );
}

/** "12 %", and no rounding to none or all. */
export function share(count: number, rows: number): string {
  const percent = (count / rows) * 100;
  if (percent > 0 && percent < 1) return '< 1 %';
  if (percent < 100 && percent > 99) return '> 99 %';
  return `${Math.round(percent)} %`;
}
