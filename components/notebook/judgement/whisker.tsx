import styles from './judgement.module.css';

const size = { width: 140, height: 18, margin: 5 } as const;

/** A figure with its interval in a row of a table, and a line to compare it with. What it shows stands beside it in numbers. */
export function Whisker({
  value,
  low,
  high,
  line,
  range,
}: {
  value: number;
  low: number;
  high: number;
  line?: number;
  range: { readonly low: number; readonly high: number };
}) {
  const { width, height, margin } = size;
  const toX = (at: number) => {
    const share = (Math.min(Math.max(at, range.low), range.high) - range.low) / (range.high - range.low || 1);
    return margin + share * (width - 2 * margin);
  };
  const middle = height / 2;
  if (!Number.isFinite(value)) return null;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden>
      {line !== undefined && (
        <line className={styles.useless} x1={toX(line)} x2={toX(line)} y1={0} y2={height} />
      )}
      <line className={styles.whisker} x1={toX(low)} x2={toX(high)} y1={middle} y2={middle} />
      <circle className={styles.point} cx={toX(value)} cy={middle} r={3.5} />
    </svg>
  );
}
