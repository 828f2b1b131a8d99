import type { TrainedModel } from '@/cells/ml/model';
import { formatMetric } from '@/components/ui/format';
import styles from './charts.module.css';
import { PlotArea, toX, toY } from './plot-area';

/** More points than the plot has places for would only slow it down. */
const mostPoints = 400;

const names: Readonly<Record<string, string>> = {
  trainRmse: 'training RMSE',
  validationRmse: 'validation RMSE',
  trainLogLoss: 'training log loss',
  validationLogLoss: 'validation log loss',
  loss: 'loss',
};

/** Metrics over steps, one line each, with its name and last value. */
export function StepCurve({ history }: { history: TrainedModel['history'] }) {
  const every = Math.ceil(history.length / mostPoints);
  const shown = history.filter((_, i) => i % every === 0 || i === history.length - 1);
  const series = [...new Set(history.flatMap(({ metrics }) => Object.keys(metrics)))];
  const values = shown.flatMap(({ metrics }) => Object.values(metrics)).filter(Number.isFinite);
  if (values.length === 0) return null;
  const y = { low: Math.min(...values), high: Math.max(...values) };
  const x = { low: shown[0]?.step ?? 0, high: shown.at(-1)?.step ?? 1, isWhole: true };
  return (
    <>
      <PlotArea
        x={x}
        y={y}
        xLabel="step →"
        yLabel=""
        label={`Curve of ${series.map(nameOf).join(' and ')} over ${history.length} steps`}
      >
        {series.map((name, i) => (
          <polyline
            key={name}
            className={styles.line}
            data-series={i}
            points={shown
              .filter(({ metrics }) => Number.isFinite(metrics[name]))
              .map(
                ({ step, metrics }) => `${toX(step, x).toFixed(1)},${toY(metrics[name] ?? 0, y).toFixed(1)}`,
              )
              .join(' ')}
          />
        ))}
      </PlotArea>
      <p className={styles.legend}>
        {series.map((name, i) => (
          <span key={name}>
            <span className={styles.swatch} data-series={i} aria-hidden /> {nameOf(name)}{' '}
            <b>{formatMetric(history.at(-1)?.metrics[name])}</b>
          </span>
        ))}
      </p>
    </>
  );
}

function nameOf(name: string): string {
  return names[name] ?? name;
}
