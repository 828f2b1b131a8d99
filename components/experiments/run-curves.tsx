import { useQuery } from '@tanstack/react-query';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import styles from '@/components/notebook/model-result/charts.module.css';
import { PlotArea, toX, toY } from '@/components/notebook/model-result/plot-area';
import { nameCurve } from '@/components/notebook/model-result/step-curve';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatMetric, formatNumber } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import own from './experiments.module.css';

type Series = ApiOutput['runs']['metrics'][number];
type Run = Pick<ApiOutput['runs']['read'], 'id' | 'name' | 'metrics' | 'status'>;

const points = 300;
const mostCharts = 24;
/** Colours of a chart (charts.module.css). */
const colours = 8;

/** Each metric that has more than one point, over its steps: one chart a metric, one line a run. */
export function RunCurves({ runs }: { runs: readonly Run[] }) {
  const keys = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))].sort().slice(0, 100);
  const isRunning = runs.some(({ status }) => status === 'RUNNING');
  const series = useQuery({
    queryKey: ['runs', 'metrics', runs.map(({ id }) => id), keys],
    queryFn: () => api.runs.metrics.query({ runIds: runs.map(({ id }) => id), keys, size: points }),
    enabled: keys.length > 0,
    refetchInterval: isRunning ? 1000 : false,
    placeholderData: (before) => before,
  });
  if (series.isError)
    return <ErrorNotice message={errorMessage(series.error)} onRetry={() => series.refetch()} />;
  if (keys.length > 0 && !series.data) return <Loading />;
  const drawn = (series.data ?? []).filter(({ steps }) => new Set(steps).size > 1);
  const charts = [...new Set(drawn.map(({ key }) => key))].slice(0, mostCharts);
  if (charts.length === 0) return <p className={own.note}>No metric was told over more than one step.</p>;
  return (
    <div className={own.charts}>
      {charts.map((key) => (
        <Chart key={key} name={key} series={drawn.filter((one) => one.key === key)} runs={runs} />
      ))}
    </div>
  );
}

function Chart({ name, series, runs }: { name: string; series: readonly Series[]; runs: readonly Run[] }) {
  const values = series.flatMap((one) => one.values.map(Number)).filter(Number.isFinite);
  if (values.length === 0) return null;
  const steps = series.flatMap((one) => one.steps);
  const y = { low: Math.min(...values), high: Math.max(...values) };
  const x = { low: Math.min(...steps), high: Math.max(...steps), isWhole: true };
  const sampled = series.find((one) => one.points > one.steps.length);
  return (
    <figure className={own.chart}>
      <figcaption>{nameCurve(name)}</figcaption>
      <PlotArea
        x={x}
        y={y}
        xLabel="step →"
        yLabel=""
        label={`${name} over steps, of ${runs.map((run) => run.name).join(', ')}`}
      >
        {series.map((one) => (
          <polyline
            key={one.runId}
            className={styles.line}
            data-series={indexOf(runs, one.runId) % colours}
            points={one.steps
              .flatMap((step, i) => {
                const value = Number(one.values[i]);
                return Number.isFinite(value) ? `${toX(step, x).toFixed(1)},${toY(value, y).toFixed(1)}` : [];
              })
              .join(' ')}
          />
        ))}
      </PlotArea>
      <p className={styles.legend}>
        {series.map((one) => (
          <span key={one.runId}>
            <span className={styles.swatch} data-series={indexOf(runs, one.runId) % colours} aria-hidden />{' '}
            {runs.length > 1 && `${runs[indexOf(runs, one.runId)]?.name} `}
            <b>{formatMetric(Number(one.values.at(-1)))}</b>
          </span>
        ))}
      </p>
      {sampled && (
        <p className={own.note}>
          {formatNumber(sampled.steps.length)} of {formatNumber(sampled.points)} points drawn: the smallest
          and largest of each stretch.
        </p>
      )}
    </figure>
  );
}

const indexOf = (runs: readonly Run[], id: string): number => runs.findIndex((run) => run.id === id);
