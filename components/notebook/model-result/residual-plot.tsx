import type { Residual } from '@/cells/ml/model';
import { type BandPoint, bandOver, isOutside } from './band-area';
import styles from './charts.module.css';
import { PlotArea, type Range, toX, toY } from './plot-area';

/** One path shows no point through another: a few of them let crowds look darker. */
const layers = [0, 1, 2, 3, 4, 5, 6, 7];

/** Test rows as points: on the line the prediction is right; with quantiles, the band in which they should lie. */
export function ResidualPlot({ residuals, target }: { residuals: readonly Residual[]; target: string }) {
  const values = residuals.flatMap(({ predicted, actual }) => [predicted, actual]);
  const range = {
    low: values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    high: values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  };
  if (values.length === 0) return null;
  const place = (value: number) => Math.round(value * 10) / 10;
  const toPoint = ({ predicted, actual }: Residual) =>
    `M${place(toX(predicted, range))} ${place(toY(actual, range))}h0`;
  const outside = residuals.filter(isOutside);
  const points = residuals.filter((one) => !isOutside(one)).map(toPoint);
  const band = bandOver(residuals);
  const edge = (points: readonly BandPoint[], end: 'low' | 'high') =>
    points.map((one) => `${place(toX(one.predicted, range))},${place(toY(clamp(one[end], range), range))}`);
  return (
    <PlotArea
      x={range}
      y={range}
      xLabel={`predicted ${target} →`}
      yLabel="↑ actual"
      label={`Predicted and actual ${target} of ${residuals.length} test rows`}
    >
      {band.length > 1 && (
        <polygon
          className={styles.band}
          points={[...edge(band, 'low'), ...edge(band.toReversed(), 'high')].join(' ')}
        />
      )}
      <line
        className={styles.diagonal}
        x1={toX(range.low, range)}
        y1={toY(range.low, range)}
        x2={toX(range.high, range)}
        y2={toY(range.high, range)}
      />
      {layers.map((layer) => (
        <path
          key={layer}
          className={styles.points}
          d={points.filter((_, i) => i % layers.length === layer).join('')}
        />
      ))}
      {outside.length > 0 && <path className={styles.outside} d={outside.map(toPoint).join('')} />}
    </PlotArea>
  );
}

const clamp = (value: number, { low, high }: Range): number => Math.min(Math.max(value, low), high);
