import type { ErrorBin, RegressionErrors } from '@/cells/ml/judging/judgement';
import { formatMetric, formatNumber } from '@/components/ui/format';
import { PlotArea, toX, toY } from '../model-result/plot-area';
import styles from './judgement.module.css';
import type { TabProps } from './judgement-tabs';
import { Panel } from './panel';

/** Where the errors are: how they spread, and in which range of the truth and of the prediction. */
export function ErrorsTab({ judgement: { errors, target } }: TabProps) {
  if (!errors) return null;
  return (
    <div className={styles.tab}>
      <div className={styles.panels}>
        <Panel title="Errors" hint={`predicted less actual ${target}`}>
          <Histogram histogram={errors.histogram} target={target} />
        </Panel>
        <Panel title="By range of the truth" hint="mean absolute error">
          <ByRange bins={errors.byTruth} what={`actual ${target}`} of="mae" />
        </Panel>
        <Panel title="By range of the prediction" hint="mean absolute error">
          <ByRange bins={errors.byPrediction} what={`predicted ${target}`} of="mae" />
        </Panel>
        <Panel title="Too high or too low" hint="mean error by range of the prediction">
          <ByRange bins={errors.byPrediction} what={`predicted ${target}`} of="bias" />
        </Panel>
      </div>
      <p className={styles.note}>
        Each range holds a tenth of the rows; whiskers are 95&nbsp;% intervals. Errors by range of the truth
        grow at both ends of any model, since extremes are drawn to the middle; by range of the prediction
        they should not lie to one side.
      </p>
    </div>
  );
}

function Histogram({
  histogram: { edges, counts },
  target,
}: {
  histogram: RegressionErrors['histogram'];
  target: string;
}) {
  const x = { low: edges[0] ?? 0, high: edges.at(-1) ?? 1 };
  const y = { low: 0, high: Math.max(...counts, 1), isWhole: true };
  return (
    <PlotArea
      x={x}
      y={y}
      xLabel="error →"
      yLabel="↑ rows"
      label={`Errors of ${target} from ${formatMetric(x.low)} to ${formatMetric(x.high)}`}
    >
      {counts.map((count, i) => {
        const [from, to] = [edges[i] ?? 0, edges[i + 1] ?? 0];
        return (
          <rect
            key={from}
            className={styles.bar}
            x={toX(from, x) + 0.5}
            width={Math.max(toX(to, x) - toX(from, x) - 1, 0.5)}
            y={toY(count, y)}
            height={toY(0, y) - toY(count, y)}
          >
            <title>{`${formatMetric(from)} to ${formatMetric(to)}: ${formatNumber(count)} rows`}</title>
          </rect>
        );
      })}
      {x.low < 0 && x.high > 0 && (
        <line className={styles.useless} x1={toX(0, x)} x2={toX(0, x)} y1={toY(y.high, y)} y2={toY(0, y)} />
      )}
    </PlotArea>
  );
}

function ByRange({ bins, what, of }: { bins: readonly ErrorBin[]; what: string; of: 'mae' | 'bias' }) {
  const x = { low: bins[0]?.from ?? 0, high: bins.at(-1)?.to ?? 1 };
  const ends = bins.flatMap((bin) => [bin[of].low, bin[of].high]);
  const y = { low: Math.min(...ends, 0), high: Math.max(...ends, 0) };
  const middle = ({ from, to }: ErrorBin) => toX((from + to) / 2, x);
  return (
    <PlotArea
      x={x}
      y={y}
      xLabel={`${what} →`}
      yLabel={of === 'mae' ? '↑ mean absolute error' : '↑ mean error'}
      label={`${of === 'mae' ? 'Mean absolute error' : 'Mean error'} by range of ${what}`}
    >
      <line className={styles.useless} x1={toX(x.low, x)} x2={toX(x.high, x)} y1={toY(0, y)} y2={toY(0, y)} />
      {bins.map((bin) => (
        <g key={bin.from}>
          <line
            className={styles.step}
            x1={toX(bin.from, x)}
            x2={toX(bin.to, x)}
            y1={toY(bin[of].value, y)}
            y2={toY(bin[of].value, y)}
          />
          <line
            className={styles.whisker}
            x1={middle(bin)}
            x2={middle(bin)}
            y1={toY(bin[of].low, y)}
            y2={toY(bin[of].high, y)}
          />
          <circle className={styles.point} cx={middle(bin)} cy={toY(bin[of].value, y)} r={3}>
            <title>{`${formatMetric(bin.from)} to ${formatMetric(bin.to)}: ${formatMetric(bin[of].value)}, ${formatNumber(bin.rows)} rows`}</title>
          </circle>
        </g>
      ))}
    </PlotArea>
  );
}
