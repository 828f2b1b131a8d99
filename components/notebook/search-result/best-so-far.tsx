import type { SearchProgress } from '@/cells/kernel/cell-run';
import charts from '../model-result/charts.module.css';
import { PlotArea, toX, toY } from '../model-result/plot-area';
import { sayFigure, sayMetric } from './say-trial';
import styles from './search-result.module.css';

/** Every trial that ended, and the best until then. */
export function BestSoFar({ search }: { search: SearchProgress }) {
  const ended = search.trials.flatMap(({ number, value }) =>
    value === undefined ? [] : [{ number, value }],
  );
  if (ended.length < 2) return null;
  const values = ended.map(({ value }) => value);
  const x = { low: 1, high: Math.max(2, ended.at(-1)?.number ?? 2), isWhole: true };
  const y = { low: Math.min(...values), high: Math.max(...values) };
  let best = ended[0]?.value ?? 0;
  const places = ended.map(({ number, value }) => {
    if (search.better === 'lower' ? value < best : value > best) best = value;
    return [toX(number, x), toY(best, y)] as const;
  });
  const path = places.reduce(
    (line, [px, py], i) =>
      i === 0 ? `M${px.toFixed(1)},${py.toFixed(1)}` : `${line}H${px.toFixed(1)}V${py.toFixed(1)}`,
    '',
  );
  return (
    <figure className={styles.panel}>
      <figcaption>
        Best so far <span className={styles.quiet}>{sayMetric(search.metric)}</span>
      </figcaption>
      <PlotArea
        x={x}
        y={y}
        xLabel="trial →"
        yLabel=""
        label={`${sayMetric(search.metric)} of ${ended.length} trials; the best so far is ${sayFigure(search.metric, best)}`}
      >
        <path
          className={styles.dots}
          d={ended
            .map(({ number, value }) => `M${toX(number, x).toFixed(1)},${toY(value, y).toFixed(1)}h0`)
            .join('')}
        />
        <path className={charts.line} data-series="1" d={path} />
      </PlotArea>
    </figure>
  );
}
