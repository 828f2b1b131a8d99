import { PlotArea, type Range, toX, toY } from '../model-result/plot-area';
import styles from './judgement.module.css';

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const place = (value: number) => Math.round(value * 10) / 10;

/** Lines over two axes, the first in the palette's blue; what a useless model draws is dashed. */
export function CurvePlot({
  lines,
  useless,
  marks = [],
  x = { low: 0, high: 1 },
  y = { low: 0, high: 1 },
  xLabel,
  yLabel,
  label,
}: {
  lines: readonly Line[];
  /** From and to: the diagonal, or a level. */
  useless?: readonly [readonly [number, number], readonly [number, number]];
  marks?: readonly { readonly x: number; readonly y: number; readonly words: string }[];
  x?: Range;
  y?: Range;
  xLabel: string;
  yLabel: string;
  label: string;
}) {
  return (
    <>
      <PlotArea x={x} y={y} xLabel={xLabel} yLabel={yLabel} label={label}>
        {useless && (
          <line
            className={styles.useless}
            x1={toX(useless[0][0], x)}
            y1={toY(useless[0][1], y)}
            x2={toX(useless[1][0], x)}
            y2={toY(useless[1][1], y)}
          />
        )}
        {lines.map(({ name, points }, series) => (
          <polyline
            key={name}
            className={styles.line}
            data-series={series % 8}
            points={points.map(([px, py]) => `${place(toX(px, x))},${place(toY(py, y))}`).join(' ')}
          />
        ))}
        {marks.map((mark) => (
          <circle key={mark.words} className={styles.mark} cx={toX(mark.x, x)} cy={toY(mark.y, y)} r={4}>
            <title>{mark.words}</title>
          </circle>
        ))}
      </PlotArea>
      {lines.length > 1 && (
        <p className={styles.legend}>
          {lines.map(({ name }, series) => (
            <span key={name}>
              <span className={styles.swatch} data-series={series % 8} aria-hidden /> {name}
            </span>
          ))}
        </p>
      )}
    </>
  );
}
