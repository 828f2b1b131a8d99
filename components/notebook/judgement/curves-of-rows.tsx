import type { Dependence } from '@/cells/ml/model';
import { formatCount, formatMetric } from '@/components/ui/format';
import { DependenceView } from '../explanation/dependence-view';
import { sayNumber } from '../explanation/say-input';
import { nameMargin } from '../explanation/say-margin';
import { PlotArea, toX, toY } from '../model-result/plot-area';
import styles from './judgement.module.css';

/**
 * The mean answer over an input and, behind it, each row's own curve (individual conditional expectation); centred, all curves begin
 * at zero, so that those which go their own way are seen. Categories have their means only.
 */
export function CurvesOfRows({
  dependence,
  output,
  isCentred,
}: {
  dependence: Dependence;
  output: number;
  isCentred: boolean;
}) {
  const { feature, at, type, outputs, scale, values, curves, rows } = dependence;
  if (!(at instanceof Float64Array) || !curves || type === 'boolean' || at.length < 2)
    return <DependenceView dependence={dependence} />;
  const width = outputs.length;
  const places = at.length;
  const lineOf = (matrix: Float64Array, curve: number) => {
    const read = (place: number) => matrix[(curve * places + place) * width + output] ?? Number.NaN;
    const start = isCentred ? read(0) : 0;
    return Array.from(at, (_, place) => read(place) - start);
  };
  const own = Array.from({ length: curves.length / (places * width) }, (_, curve) => lineOf(curves, curve));
  const mean = lineOf(values, 0);
  const all = [...own.flat(), ...mean].filter(Number.isFinite);
  const x = { low: at[0] ?? 0, high: at[places - 1] ?? 1 };
  const y = { low: Math.min(...all), high: Math.max(...all) };
  const draw = (line: readonly number[]) =>
    line.map((value, place) => `${toX(at[place] ?? 0, x).toFixed(1)},${toY(value, y).toFixed(1)}`).join(' ');
  const name = nameMargin[scale](outputs[output] ?? '');
  const ends = [mean[0], mean.at(-1)].map((value) => formatMetric(value));
  return (
    <>
      <PlotArea
        x={x}
        y={y}
        xLabel={`${feature} →`}
        yLabel={`↑ ${isCentred ? 'change of the ' : ''}${name}`}
        label={`${name} by ${feature}: mean from ${ends[0]} at ${sayNumber(x.low, type)} to ${ends[1]} at ${sayNumber(x.high, type)}, with ${own.length} rows' own curves`}
        {...(type === 'date' && {
          xTicks: [0.12, 0.88].map((share) => {
            const tick = x.low + share * (x.high - x.low);
            return [tick, sayNumber(tick, 'date').slice(0, 10)] as const;
          }),
        })}
      >
        {own.map((line, curve) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a curve is told by its place only
          <polyline key={curve} className={styles.own} points={draw(line)} />
        ))}
        <polyline className={styles.mean} points={draw(mean)} />
      </PlotArea>
      <p className={styles.note}>
        The strong line is the mean over {formatCount(rows?.used ?? 0, 'row')}; each faint one a row of its
        own. Where they cross, the input does not act alike on all rows.
      </p>
    </>
  );
}
