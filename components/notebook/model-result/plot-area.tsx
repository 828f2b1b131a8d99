import styles from './charts.module.css';

/** The inside of a small plot, in its own units; it scales with the column. */
export const plot = { width: 340, height: 220, left: 46, right: 10, top: 8, bottom: 34 } as const;

export interface Range {
  readonly low: number;
  readonly high: number;
  /** Counts something: steps, rows. */
  readonly isWhole?: boolean;
}

export const toX = (value: number, { low, high }: Range): number =>
  plot.left + ((value - low) / (high - low || 1)) * (plot.width - plot.left - plot.right);

export const toY = (value: number, { low, high }: Range): number =>
  plot.height - plot.bottom - ((value - low) / (high - low || 1)) * (plot.height - plot.top - plot.bottom);

/** Three to six round values within the range; whole ones where there is nothing between. */
export function ticksOf({ low, high, isWhole = false }: Range): number[] {
  const rough = isWhole ? Math.max((high - low) / 5, 1) : (high - low) / 5;
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= 0.75 * rough) ?? 10 * power;
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + step * 1e-9; tick += step)
    ticks.push(Number(tick.toPrecision(12)));
  return ticks;
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });

/** Axes with their ticks and words, around the marks. */
export function PlotArea({
  x,
  y,
  xLabel,
  yLabel,
  label,
  xTicks = ticksOf(x).map((tick) => [tick, compact.format(tick)]),
  yTicks = ticksOf(y).map((tick) => [tick, compact.format(tick)]),
  children,
}: {
  x: Range;
  y: Range;
  xLabel: string;
  yLabel: string;
  /** What the plot shows, for those who do not see it. */
  label: string;
  /** Places with their words, where round numbers are not what x has. */
  xTicks?: readonly (readonly [number, string])[];
  yTicks?: readonly (readonly [number, string])[];
  children: React.ReactNode;
}) {
  return (
    <svg className={styles.plot} viewBox={`0 0 ${plot.width} ${plot.height}`} role="img" aria-label={label}>
      {yTicks.map(([tick, words]) => (
        <g key={tick}>
          <line
            className={styles.grid}
            x1={plot.left}
            x2={plot.width - plot.right}
            y1={toY(tick, y)}
            y2={toY(tick, y)}
          />
          <text x={plot.left - 6} y={toY(tick, y) + 3.5} textAnchor="end">
            {words}
          </text>
        </g>
      ))}
      {xTicks.map(([tick, words]) => (
        <text key={tick} x={toX(tick, x)} y={plot.height - plot.bottom + 14} textAnchor="middle">
          {words}
        </text>
      ))}
      <text x={plot.width - plot.right} y={plot.height - 4} textAnchor="end" className={styles.axis}>
        {xLabel}
      </text>
      <text x={plot.left} y={plot.height - 4} className={styles.axis}>
        {yLabel}
      </text>
      {children}
    </svg>
  );
}
