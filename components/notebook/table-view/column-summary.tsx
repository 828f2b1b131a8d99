import { formatNumber, formatValue } from '@/components/ui/format';
import type { Measure } from './format-cell';
import type { ColumnSummary } from './summarize';
import styles from './table-view.module.css';

const height = 26;

/** What a column holds, in the width of its header. */
export function ColumnSummaryPicture({
  measure,
  rows,
  summary,
}: {
  measure: Measure;
  rows: number;
  summary: ColumnSummary | undefined;
}) {
  if (!summary) return <div className={styles.summary} />;
  const { bins, top, missing } = summary;
  return (
    <div className={styles.summary}>
      {bins && <Bins bins={bins} />}
      {top && <Shares top={top} rows={rows} />}
      <div className={styles.words}>
        <span>{sayRange(measure, summary)}</span>
        {missing > 0 && (
          <span
            className={styles.gaps}
            title={`${formatNumber(missing)} of ${formatNumber(rows)} rows have no value`}
          >
            {Math.max(1, Math.round((missing / rows) * 100))} % null
          </span>
        )}
      </div>
    </div>
  );
}

function sayRange(measure: Measure, { minimum, maximum, distinct, top }: ColumnSummary): string {
  if (minimum !== undefined && maximum !== undefined) {
    if (measure === 'date') return `${day(minimum)} – ${day(maximum)}`;
    return `${formatValue(minimum)} – ${formatValue(maximum)}`;
  }
  if (measure === 'text' && distinct > 0)
    return top ? `${formatNumber(distinct)} distinct` : `about ${formatValue(distinct)} distinct`;
  return '';
}

const day = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

function Bins({ bins }: { bins: readonly number[] }) {
  const most = Math.max(...bins, 1);
  return (
    <svg
      className={styles.bins}
      viewBox={`0 0 ${bins.length} ${height}`}
      preserveAspectRatio="none"
      aria-hidden
    >
      {bins.map((count, i) => {
        const tall = count === 0 ? 0 : Math.max(1, (count / most) * height);
        // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
        return <rect key={i} x={i + 0.06} y={height - tall} width={0.88} height={tall} />;
      })}
    </svg>
  );
}

/** The most frequent values side by side, each as wide as its share. */
function Shares({ top, rows }: { top: NonNullable<ColumnSummary['top']>; rows: number }) {
  return (
    <div className={styles.shares} aria-hidden>
      {top.map(({ value, count }) => (
        <span
          key={value}
          style={{ flex: `0 0 ${(count / rows) * 100}%` }}
          title={`${value}: ${formatNumber(count)} rows`}
        >
          {value}
        </span>
      ))}
    </div>
  );
}
