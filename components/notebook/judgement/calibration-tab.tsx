import type { Calibration, RegressionErrors } from '@/cells/ml/judging/judgement';
import { formatMetric, formatNumber } from '@/components/ui/format';
import { PlotArea, toX, toY } from '../model-result/plot-area';
import styles from './judgement.module.css';
import type { TabProps } from './judgement-tabs';
import { Panel } from './panel';

const unit = { low: 0, high: 1 };

/** Whether announced chances come true as often as they say. */
export function CalibrationTab({ judgement: { calibration, errors, binary } }: TabProps) {
  return (
    <div className={styles.tab}>
      {calibration && <Probabilities calibration={calibration} positive={binary?.positive} />}
      {errors?.quantiles && <Quantiles quantiles={errors.quantiles} />}
    </div>
  );
}

function Probabilities({ calibration, positive }: { calibration: Calibration; positive?: string }) {
  const { of, expectedError } = calibration;
  const what = of === 'positive' ? `probability of ${positive}` : 'probability of the answer';
  const percent = (error: number) => `${formatMetric(error * 100)}\u00a0%`;
  return (
    <>
      <div className={styles.panels}>
        <Panel title="Bins of equal width" hint={`expected error ${percent(expectedError.equalWidth)}`}>
          <Reliability bins={calibration.equalWidth} what={what} />
        </Panel>
        <Panel title="Bins of equal size" hint={`expected error ${percent(expectedError.equalMass)}`}>
          <Reliability bins={calibration.equalMass} what={what} />
        </Panel>
      </div>
      <p className={styles.note}>
        A point is the rows of one bin: what was announced, and how often it came true, with its 95&nbsp;%
        interval. On the dashed line both agree. The expected error is the mean distance from it over the
        rows.
      </p>
    </>
  );
}

function Reliability({ bins, what }: { bins: Calibration['equalWidth']; what: string }) {
  const largest = Math.max(...bins.map(({ rows }) => rows));
  return (
    <PlotArea
      x={unit}
      y={unit}
      xLabel={`announced ${what} →`}
      yLabel="↑ came true"
      label={`How often the announced ${what} came true`}
    >
      <line
        className={styles.useless}
        x1={toX(0, unit)}
        y1={toY(0, unit)}
        x2={toX(1, unit)}
        y2={toY(1, unit)}
      />
      {bins.map(({ from, announced, observed, low, high, rows }) => (
        <g key={from}>
          <line
            className={styles.whisker}
            x1={toX(announced, unit)}
            x2={toX(announced, unit)}
            y1={toY(low, unit)}
            y2={toY(high, unit)}
          />
          <circle
            className={styles.point}
            cx={toX(announced, unit)}
            cy={toY(observed, unit)}
            r={2.5 + 3 * Math.sqrt(rows / largest)}
          >
            <title>{`announced ${formatMetric(announced)}, came true ${formatMetric(observed)}, ${formatNumber(rows)} rows`}</title>
          </circle>
        </g>
      ))}
    </PlotArea>
  );
}

function Quantiles({ quantiles }: { quantiles: NonNullable<RegressionErrors['quantiles']> }) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Quantile</th>
          <th scope="col">Truth at or below it</th>
          <th scope="col">95&nbsp;% interval</th>
        </tr>
      </thead>
      <tbody>
        {quantiles.map(({ level, observed, low, high }) => (
          <tr key={level}>
            <th scope="row">{formatNumber(level)}</th>
            <td>
              <strong>{formatMetric(observed * 100)}&nbsp;%</strong>
            </td>
            <td className={styles.faint} data-verdict={level < low || level > high ? 'worse' : undefined}>
              {formatMetric(low * 100)}&nbsp;% to {formatMetric(high * 100)}&nbsp;%
              {(level < low || level > high) && ` — aims at ${formatMetric(level * 100)}\u00a0%`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
