import type { TrainedModel } from '@/cells/ml/model';
import { formatMetric, formatNumber } from '@/components/ui/format';
import styles from './charts.module.css';
import { PlotArea, toX, toY } from './plot-area';

/** More points than the plot has places for would only slow it down. */
const mostPoints = 400;

/** Metrics over steps, one line each, with its name and last value; where a part validated, its best step, which is kept. */
export function StepCurve({
  history,
  step = 'step',
}: {
  history: TrainedModel['history'];
  /** What a step is: a round, an epoch. */
  step?: string;
}) {
  const every = Math.ceil(history.length / mostPoints);
  const shown = history.filter((_, i) => i % every === 0 || i === history.length - 1);
  const series = [...new Set(history.flatMap(({ metrics }) => Object.keys(metrics)))];
  const values = shown.flatMap(({ metrics }) => Object.values(metrics)).filter(Number.isFinite);
  if (values.length === 0) return null;
  const y = { low: Math.min(...values), high: Math.max(...values) };
  const best = bestStep(history);
  const x = { low: shown[0]?.step ?? 0, high: shown.at(-1)?.step ?? 1, isWhole: true };
  return (
    <>
      <PlotArea
        x={x}
        y={y}
        xLabel={`${step} →`}
        yLabel=""
        label={`Curve of ${series.map(nameCurve).join(' and ')} over ${history.length} ${step}s${best ? `, best at ${best.step}` : ''}`}
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
        {best && (
          <g>
            <line
              className={styles.best}
              x1={toX(best.step, x)}
              x2={toX(best.step, x)}
              y1={toY(y.low, y)}
              y2={toY(y.high, y)}
            />
            <circle className={styles.bestPoint} cx={toX(best.step, x)} cy={toY(best.value, y)} r={3.5} />
          </g>
        )}
      </PlotArea>
      <p className={styles.legend}>
        {series.map((name, i) => (
          <span key={name}>
            <span className={styles.swatch} data-series={i} aria-hidden /> {nameCurve(name)}{' '}
            <b>{formatMetric(history.at(-1)?.metrics[name])}</b>
          </span>
        ))}
        {best && (
          <span>
            best {step} <b>{formatNumber(best.step)}</b>: {nameCurve(best.name)}{' '}
            <b>{formatMetric(best.value)}</b>
          </span>
        )}
      </p>
    </>
  );
}

/** `validationLogLoss` → `validation log loss`. */
export function nameCurve(name: string): string {
  const [, part, metric = ''] = /^(train|validation)(.+)$/.exec(name) ?? [];
  if (!part) return name;
  const key = metric.charAt(0).toLowerCase() + metric.slice(1);
  return `${part === 'train' ? 'training' : part} ${lossWords[key] ?? key}`;
}

/** Within a sentence, and of losses that only training has. */
const lossWords: Readonly<Record<string, string>> = {
  rmse: 'RMSE',
  mae: 'MAE',
  logLoss: 'log loss',
  pinball: 'pinball loss',
  poissonDeviance: 'Poisson deviance',
  tweedieDeviance: 'Tweedie deviance',
};

/** The step of the lowest validation; every metric of a curve is a loss. */
function bestStep(history: TrainedModel['history']) {
  let best: { readonly step: number; readonly name: string; readonly value: number } | undefined;
  for (const { step, metrics } of history)
    for (const [name, value] of Object.entries(metrics))
      if (name.startsWith('validation') && (!best || value < best.value)) best = { step, name, value };
  return best;
}
