import type { FoldMetric } from '@/cells/ml/cross-validation';
import { metricLabel, metricValue } from '../model-result/metric-value';
import { PlotArea, plot, toX, toY } from '../model-result/plot-area';
import styles from './cross-validation.module.css';

/** A point for each fold, the model's and the baseline's, over the mean and its interval. */
export function FoldStrip({ name, spread }: { name: string; spread: FoldMetric }) {
  const { values, baseline, mean } = spread;
  const points = [...values, ...baseline.values].filter((value) => value !== null);
  const band = Number.isFinite(spread.low) && Number.isFinite(spread.high) ? spread : undefined;
  const low = Math.min(...points, band?.low ?? mean);
  const high = Math.max(...points, band?.high ?? mean);
  const margin = 0.06 * (high - low || Math.abs(high) || 1);
  const y = { low: low - margin, high: high + margin };
  const x = { low: 0.5, high: values.length + 0.5, isWhole: true };
  const ends = { x1: plot.left, x2: plot.width - plot.right };
  return (
    <PlotArea
      x={x}
      y={y}
      xLabel="fold"
      yLabel={metricLabel(name)}
      label={`${metricLabel(name)} of ${values.length} folds: mean ${metricValue(name, mean)}, baseline ${metricValue(name, baseline.mean)}`}
      xTicks={foldTicks(values.length)}
    >
      {band && (
        <rect
          className={styles.band}
          x={ends.x1}
          width={ends.x2 - ends.x1}
          y={toY(band.high, y)}
          height={Math.max(toY(band.low, y) - toY(band.high, y), 1)}
        />
      )}
      <line className={styles.mean} {...ends} y1={toY(mean, y)} y2={toY(mean, y)} />
      {values.map((value, i) => {
        const guessed = baseline.values[i] ?? null;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fold is its place
          <g key={i}>
            {guessed !== null && (
              <circle className={styles.guessed} cx={toX(i + 1, x)} cy={toY(guessed, y)} r={3.5} />
            )}
            {value !== null && (
              <circle className={styles.point} cx={toX(i + 1, x)} cy={toY(value, y)} r={3.5}>
                <title>{`Fold ${i + 1}: ${metricValue(name, value)}`}</title>
              </circle>
            )}
          </g>
        );
      })}
    </PlotArea>
  );
}

/** At most ten, from the first fold on. */
function foldTicks(folds: number): [number, string][] {
  const step = Math.ceil(folds / 10);
  return Array.from({ length: Math.ceil(folds / step) }, (_, i) => [i * step + 1, String(i * step + 1)]);
}
