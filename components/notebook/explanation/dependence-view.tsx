import type { Dependence } from '@/cells/ml/model';
import { maskCell } from '@/cells/personal';
import { formatCount, formatMetric, formatNumber } from '@/components/ui/format';
import { PlotArea, toX, toY } from '../model-result/plot-area';
import { usePersonalColumns } from '../personal-columns';
import styles from './explanation.module.css';
import { sayNumber } from './say-input';
import { nameMargin } from './say-margin';

/** More lines than the palette has colours would not be told apart. */
const mostLines = 8;

/** The mean answer over an input: a line for numbers, marks on a scale for categories. */
export function DependenceView({ dependence }: { dependence: Dependence }) {
  const { feature, at, type, outputs, scale, rows } = dependence;
  if (at.length === 0)
    return <p className={styles.note}>The model does not read {feature}: nothing depends on it.</p>;
  const name = nameMargin[scale](outputs.length === 1 ? (outputs[0] ?? '') : 'each');
  const over = rows
    ? `Mean over ${rows.used < rows.given ? `${formatNumber(rows.used)} of ` : ''}${formatCount(rows.given, 'row')}`
    : 'Over the training rows on the trees’ paths';
  return (
    <section className={styles.explanation} aria-label={`Dependence on ${feature}`}>
      <p className={styles.headline}>
        {name} by <strong>{feature}</strong>
      </p>
      {at instanceof Float64Array && type !== 'boolean' ? (
        <Lines dependence={dependence} at={at} />
      ) : (
        <Marks dependence={dependence} />
      )}
      <p className={styles.note}>{over}, all else as it is.</p>
    </section>
  );
}

function Lines({ dependence, at }: { dependence: Dependence; at: Float64Array }) {
  const { feature, type, outputs, values, scale } = dependence;
  const shown = outputs.slice(0, mostLines);
  const x = { low: at[0] ?? 0, high: at.at(-1) ?? 0 };
  const y = rangeOf(values);
  const sayX = (value: number) => sayNumber(value, type);
  const points = (output: number) =>
    [...at].map((value, i) => [toX(value, x), toY(values[i * outputs.length + output] ?? 0, y)] as const);
  return (
    <>
      <PlotArea
        x={x}
        y={y}
        xLabel={`${feature} →`}
        yLabel={`↑ ${nameMargin[scale](outputs.length === 1 ? (outputs[0] ?? '') : 'each')}`}
        label={sayLines(dependence, at)}
        {...(type === 'date' && { xTicks: dateTicks(x) })}
      >
        {shown.map((output, series) => (
          <g key={output} className={styles.series} data-series={series}>
            <polyline
              points={points(series)
                .map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`)
                .join(' ')}
            />
            {at.length <= 40 &&
              points(series).map(([px, py], i) => (
                <circle key={at[i]} cx={px.toFixed(1)} cy={py.toFixed(1)} r={2}>
                  <title>{`${sayX(at[i] ?? 0)}: ${formatMetric(values[i * outputs.length + series])}`}</title>
                </circle>
              ))}
          </g>
        ))}
      </PlotArea>
      {outputs.length > 1 && (
        <p className={styles.legend}>
          {shown.map((output, series) => (
            <span key={output}>
              <span className={styles.swatch} data-series={series} aria-hidden /> {output}
            </span>
          ))}
          {outputs.length > mostLines && <span>and {outputs.length - mostLines} more, in the value</span>}
        </p>
      )}
    </>
  );
}

/** Two days, far enough from the ends that their words fit. */
const dateTicks = ({ low, high }: { low: number; high: number }) =>
  [0.12, 0.88].map((share) => {
    const at = low + share * (high - low);
    return [at, sayNumber(at, 'date').slice(0, 10)] as const;
  });

/** The curve in a sentence, for those who do not see it. */
function sayLines({ feature, outputs, values, type }: Dependence, at: Float64Array): string {
  const lines = outputs.slice(0, mostLines).map((output, series) => {
    const own = [...at].map((_, i) => values[i * outputs.length + series] ?? 0);
    const lowest = own.indexOf(Math.min(...own));
    const highest = own.indexOf(Math.max(...own));
    return `${output}: lowest ${formatMetric(own[lowest])} at ${sayNumber(at[lowest] ?? 0, type)}, highest ${formatMetric(own[highest])} at ${sayNumber(at[highest] ?? 0, type)}`;
  });
  return `By ${feature}: ${lines.join('; ')}`;
}

const mostMarks = 20;

function Marks({ dependence: { feature, at, type, outputs, values } }: { dependence: Dependence }) {
  const personal = usePersonalColumns();
  const { low, high } = rangeOf(values);
  const names = [...at].map((value) =>
    maskCell(personal, feature, typeof value === 'string' ? value : sayNumber(value, type)),
  );
  const rest = names.length - mostMarks;
  return (
    <>
      {outputs.slice(0, mostLines).map((output, series) => (
        <table key={output} className={styles.marks}>
          <caption className={outputs.length > 1 ? styles.caption : styles.unseen}>
            {outputs.length > 1 ? output : `${output} by ${feature}`}
          </caption>
          <tbody>
            {names.slice(0, mostMarks).map((name, i) => {
              const value = values[i * outputs.length + series] ?? 0;
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: masked names may be the same
                <tr key={i}>
                  <th scope="row" className={styles.name} title={name}>
                    {name}
                  </th>
                  <td aria-hidden className={styles.scale}>
                    <span style={{ left: `${(100 * (value - low)) / (high - low || 1)}%` }} />
                  </td>
                  <td>{formatMetric(value)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ))}
      {rest > 0 && <p className={styles.note}>and {rest} rarer ones, in the value.</p>}
    </>
  );
}

function rangeOf(values: Float64Array): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high };
}
