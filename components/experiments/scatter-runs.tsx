import { useState } from 'react';
import { PlotArea, type Range, toX, toY } from '@/components/notebook/model-result/plot-area';
import { Field, Select } from '@/components/ui/field';
import own from './experiments.module.css';
import { differs, type RunField } from './run-fields';
import styles from './scatter-runs.module.css';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Any parameter or figure of the runs against any other, a point a run. Words stand in their order, evenly. */
export function ScatterRuns({ runs, fields }: { runs: readonly Named[]; fields: readonly RunField[] }) {
  const [xKey, setX] = useState(fields.find((field) => !field.isMetric && differs(field))?.key);
  const [yKey, setY] = useState(fields.find((field) => field.isMetric && differs(field))?.key);
  const [pointed, setPointed] = useState<string>();
  const x = fields.find(({ key }) => key === xKey) ?? fields[0];
  const y = fields.find(({ key }) => key === yKey) ?? fields.at(-1);
  if (!x || !y) return <p className={own.note}>The runs told neither parameters nor figures.</p>;
  const [across, up] = [scaleOf(x), scaleOf(y)];
  const points = runs.flatMap((run, i) => {
    const [left, high] = [across.places[i], up.places[i]];
    return left === undefined || high === undefined ? [] : [{ ...run, i, left, high }];
  });
  const options = fields.map(({ key, label, isMetric }) => ({
    value: key,
    label: isMetric ? label : `${label} (parameter)`,
  }));
  const shown = points.find(({ id }) => id === pointed);
  return (
    <figure className={styles.figure}>
      <div className={styles.head}>
        <Field label="Up">
          <Select value={y.key} onChange={setY} options={options} />
        </Field>
        <Field label="Across">
          <Select value={x.key} onChange={setX} options={options} />
        </Field>
      </div>
      <PlotArea
        x={across.range}
        y={up.range}
        xTicks={across.ticks}
        yTicks={up.ticks}
        xLabel={`${x.label} →`}
        yLabel={`↑ ${y.label}`}
        label={`${y.label} against ${x.label} of ${points.length} runs`}
      >
        {points.map(({ id, name, i, left, high }) => (
          <circle
            key={id}
            className={styles.point}
            data-pointed={id === pointed || undefined}
            cx={toX(left, across.range)}
            cy={toY(high, up.range)}
            r={4}
            onPointerEnter={() => setPointed(id)}
            onPointerLeave={() => setPointed(undefined)}
          >
            <title>{`${name}: ${x.label} ${x.say(x.values[i])}, ${y.label} ${y.say(y.values[i])}`}</title>
          </circle>
        ))}
      </PlotArea>
      <figcaption className={own.note}>
        {shown
          ? `${shown.name}: ${x.label} ${x.say(x.values[shown.i])}, ${y.label} ${y.say(y.values[shown.i])}`
          : points.length < runs.length
            ? `${runs.length - points.length} of ${runs.length} runs have no value for both.`
            : 'Point at a run for its name.'}
      </figcaption>
    </figure>
  );
}

type Ticks = readonly (readonly [number, string])[];
const mostWords = 8;

/** Numbers as they are; words by their place among all. */
function scaleOf({ values, say }: RunField): {
  places: (number | undefined)[];
  range: Range;
  ticks?: Ticks;
} {
  const there = values.filter((value) => value !== undefined);
  if (there.every((value) => typeof value === 'number')) {
    const [low, high] = [Math.min(...there), Math.max(...there)];
    const room = (high - low || Math.abs(high) || 1) * 0.05;
    return {
      places: values.map((value) => (typeof value === 'number' ? value : undefined)),
      range: there.length ? { low: low - room, high: high + room } : { low: 0, high: 1 },
    };
  }
  const words = [...new Set(there.map(say))].sort();
  const every = Math.ceil(words.length / mostWords);
  return {
    places: values.map((value) => (value === undefined ? undefined : words.indexOf(say(value)))),
    range: { low: -0.5, high: words.length - 0.5 },
    ticks: words.flatMap((word, i) => (i % every === 0 ? [[i, word.slice(0, 9)] as const] : [])),
  };
}
