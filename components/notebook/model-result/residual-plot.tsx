import styles from './charts.module.css';
import { PlotArea, toX, toY } from './plot-area';

/** One path shows no point through another: a few of them let crowds look darker. */
const layers = [0, 1, 2, 3, 4, 5, 6, 7];

/** Test rows as points: on the line the prediction is right. */
export function ResidualPlot({
  residuals,
  target,
}: {
  residuals: readonly { readonly predicted: number; readonly actual: number }[];
  target: string;
}) {
  const values = residuals.flatMap(({ predicted, actual }) => [predicted, actual]);
  const range = {
    low: values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    high: values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  };
  if (values.length === 0) return null;
  const place = (value: number) => Math.round(value * 10) / 10;
  const points = residuals.map(
    ({ predicted, actual }) => `M${place(toX(predicted, range))} ${place(toY(actual, range))}h0`,
  );
  return (
    <PlotArea
      x={range}
      y={range}
      xLabel={`predicted ${target} →`}
      yLabel="↑ actual"
      label={`Predicted and actual ${target} of ${residuals.length} test rows`}
    >
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
    </PlotArea>
  );
}
