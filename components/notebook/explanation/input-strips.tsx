import type { Column, Explanation } from '@/cells/ml/model';
import { formatMetric } from '@/components/ui/format';
import styles from './explanation.module.css';
import { nameMargin } from './say-margin';

const mostInputs = 12;
const mostPoints = 300;
const strip = { width: 300, height: 26, margin: 4 } as const;

/** By input the mean size of what it does, and a point for each row: how far it moves the answer, in the colour of the input's value. */
export function InputStrips({ explanation, output }: { explanation: Explanation; output: number }) {
  const { features, inputs, outputs, scale } = explanation;
  const sizes = features.map((_, feature) => {
    let sum = 0;
    for (let row = 0; row < inputs.numRows; row++)
      sum += Math.abs(valueAt(explanation, { row, output, feature }));
    return sum / inputs.numRows;
  });
  const shown = features
    .map((_, feature) => feature)
    .sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0))
    .slice(0, mostInputs);
  const rows = chooseRows(inputs.numRows);
  const drawn = shown.flatMap((feature) => rows.map((row) => valueAt(explanation, { row, output, feature })));
  const low = Math.min(0, ...drawn);
  const high = Math.max(0, ...drawn);
  const largest = Math.max(...sizes, Number.MIN_VALUE);
  const name = nameMargin[scale](outputs[output] ?? '');
  const rest = features.length - shown.length;
  return (
    <>
      <p className={styles.title}>
        What each input does to the {name}
        <span className={styles.legend} aria-hidden>
          low <span className={styles.ramp} /> high value of the input
        </span>
      </p>
      <table className={styles.inputs} aria-label={`Mean size of what each input does to the ${name}`}>
        <thead className={styles.unseen}>
          <tr>
            <th scope="col">Input</th>
            <th scope="col">Mean size</th>
            <th scope="col">Rows</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((feature) => (
            <tr key={features[feature]}>
              <th scope="row" className={styles.name} title={features[feature]}>
                {features[feature]}
              </th>
              <td className={styles.size}>
                <span className={styles.track} aria-hidden>
                  <span style={{ width: `${(100 * (sizes[feature] ?? 0)) / largest}%` }} />
                </span>
                {formatMetric(sizes[feature])}
              </td>
              <td className={styles.rows}>
                <Strip
                  points={rows.map((row) => ({
                    row,
                    at: valueAt(explanation, { row, output, feature }),
                    place: placeOf(inputs.columns[feature], row),
                  }))}
                  range={{ low, high }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.note}>
        Left lowers, right raises, from {formatMetric(low)} to {formatMetric(high)}
        {rest > 0 && `; ${rest} inputs that do less are not shown`}.
      </p>
    </>
  );
}

interface Point {
  readonly row: number;
  readonly at: number;
  /** The input's value between its low (0) and its high (1); undefined where it has no order or is missing. */
  readonly place: number | undefined;
}

function Strip({
  points,
  range: { low, high },
}: {
  points: readonly Point[];
  range: { low: number; high: number };
}) {
  const { width, height, margin } = strip;
  const toX = (value: number) => margin + ((value - low) / (high - low || 1)) * (width - 2 * margin);
  const heights = new Map<number, number>();
  return (
    <svg className={styles.strip} viewBox={`0 0 ${width} ${height}`} aria-hidden>
      <line x1={toX(0)} x2={toX(0)} y1={0} y2={height} />
      {points.map(({ row, at, place }) => {
        const x = toX(at);
        const near = Math.round(x / 3);
        const before = heights.get(near) ?? 0;
        heights.set(near, before + 1);
        // Points that would lie on each other go up and down in turns.
        const away = Math.ceil(before / 2) * (before % 2 === 0 ? 2.2 : -2.2);
        const y = height / 2 + Math.max(Math.min(away, height / 2 - 3), 3 - height / 2);
        const style = place === undefined ? undefined : { '--place': `${Math.round(100 * place)}%` };
        return (
          <circle
            key={row}
            cx={x.toFixed(1)}
            cy={y.toFixed(1)}
            r={1.8}
            style={style as React.CSSProperties}
          />
        ); // React's type knows no custom properties
      })}
    </svg>
  );
}

const valueAt = (
  { values, outputs, features }: Explanation,
  { row, output, feature }: { row: number; output: number; feature: number },
): number => values[(row * outputs.length + output) * features.length + feature] ?? 0;

function chooseRows(count: number): number[] {
  const shown = Math.min(count, mostPoints);
  return Array.from({ length: shown }, (_, i) => Math.floor(((i + 0.5) * count) / shown));
}

const ranges = new WeakMap<Column, { readonly low: number; readonly high: number }>();

/** Between the 5th and the 95th hundredth, so that single large values do not take all colour. */
function placeOf(column: Column | undefined, row: number): number | undefined {
  if (!column || column.type === 'string') return undefined;
  const value = column.values[row] ?? Number.NaN;
  if (!Number.isFinite(value)) return undefined;
  const known = ranges.get(column) ?? rangeOf(column.values);
  ranges.set(column, known);
  if (known.high <= known.low) return 0.5;
  return Math.max(0, Math.min(1, (value - known.low) / (known.high - known.low)));
}

function rangeOf(values: Float64Array): { readonly low: number; readonly high: number } {
  const sorted = values.filter(Number.isFinite).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const low = at(0.05);
  const high = at(0.95);
  return low < high ? { low, high } : { low: at(0), high: at(1) };
}
