import { formatNumber } from '@/components/ui/format';
import { share } from '../column-picture';
import pictures from '../column-picture.module.css';
import styles from './compare.module.css';

const width = 160;
const height = 40;

/**
 * Two distributions over the same bins, each in shares of its own rows: the later one as bars, the earlier one as a line of steps
 * over them.
 */
export function ComparedHistogram({
  before,
  after,
  label,
}: {
  before: readonly number[];
  after: readonly number[];
  label: string;
}) {
  const shares = (counts: readonly number[]) => {
    const rows = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => count / Math.max(rows, 1));
  };
  const [early, late] = [shares(before), shares(after)];
  const most = Math.max(...early, ...late, 1e-9);
  const step = width / Math.max(after.length, 1);
  const y = (value: number) => height - (value / most) * (height - 2) - 1;
  const line = early.map((value, i) => `${i === 0 ? 'M' : 'L'}${i * step},${y(value)} H${(i + 1) * step}`);
  return (
    <svg
      className={styles.histogram}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
    >
      {late.map((value, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
        <rect key={i} x={i * step} y={y(value)} width={Math.max(step - 1, 0.5)} height={height - y(value)}>
          <title>{`${formatNumber(before[i] ?? 0)} → ${formatNumber(after[i] ?? 0)} rows`}</title>
        </rect>
      ))}
      <path d={line.join(' ')} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** The most frequent values of both, with their share before and after. */
export function ComparedValues({
  values,
  rows,
  shown = 4,
}: {
  values: readonly { value: string; before: number; after: number }[];
  rows: { readonly before: number; readonly after: number };
  shown?: number;
}) {
  return (
    <ol className={pictures.top}>
      {values.slice(0, shown).map(({ value, before, after }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: masked values may be the same
        <li key={i} title={`${value}: ${formatNumber(before)} → ${formatNumber(after)} rows`}>
          <span className={pictures.bar} style={{ width: `${(after / rows.after) * 100}%` }} />
          <span className={styles.mark} style={{ left: `${(before / rows.before) * 100}%` }} />
          <span className={pictures.value}>{value === '' ? '(empty text)' : value}</span>
          <span className={pictures.share}>
            {shares(share(before, rows.before), share(after, rows.after))}
          </span>
        </li>
      ))}
    </ol>
  );
}

const shares = (before: string, after: string): string => (before === after ? after : `${before} → ${after}`);
