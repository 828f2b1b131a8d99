import Link from 'next/link';
import { type PointerEvent, useState } from 'react';
import { shareOf, valueAxis } from '@/components/notebook/model-result/value-axis';
import { Button } from '@/components/ui/button';
import { Field, Select } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import own from './experiments.module.css';
import styles from './parallel-runs.module.css';
import { differs, type RunField } from './run-fields';

const height = 260;
const top = 40;
const bottom = 22;
const axisWidth = 120;
const margin = 60;
/** Parameters that are drawn: more would be a hedge. */
const mostAxes = 10;
/** A stretch that is shorter is a click. */
const shortest = 0.02;

type Stretch = readonly [low: number, high: number];

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * A line for each run across the parameters that differ to a metric, by which it is coloured. A stretch drawn along an axis keeps the
 * runs that cross it there; several keep those that cross all. The arrow keys move its lower end, with Shift the upper; Escape lets it go.
 */
export function ParallelRuns({ runs, fields }: { runs: readonly Named[]; fields: readonly RunField[] }) {
  const metrics = fields.filter(({ isMetric }) => isMetric);
  const [metricKey, setMetricKey] = useState(metrics.find(differs)?.key ?? metrics[0]?.key);
  const [stretches, setStretches] = useState<Readonly<Record<string, Stretch>>>({});
  const [pointed, setPointed] = useState<string>();
  const metric = metrics.find(({ key }) => key === metricKey);
  const different = fields.filter((field) => !field.isMetric && hasValues(field));
  if (!metric || different.length === 0)
    return <p className={own.note}>It takes a figure, and a parameter in which the runs differ.</p>;

  const axes = [...different.slice(0, mostAxes), metric].map((field) => {
    const axis = valueAxis(field.values, field.say);
    return { ...field, ...axis, places: field.values.map(axis.place) };
  });
  const colours = metric.values.map((value) => colourOf(axes.at(-1)?.place(value)));
  const isKept = runs.map((_, i) =>
    axes.every(({ key, places }) => {
      const stretch = stretches[key];
      const place = places[i];
      return !stretch || (place !== undefined && place >= stretch[0] && place <= stretch[1]);
    }),
  );
  const width = 2 * margin + axisWidth * (axes.length - 1);
  const xOf = (i: number) => margin + i * axisWidth;
  const yOf = (place: number) => height - bottom - place * (height - top - bottom);
  const stretchBy = (key: string, stretch: Stretch | undefined) => {
    const { [key]: _before, ...others } = stretches;
    setStretches(stretch ? { ...others, [key]: stretch } : others);
  };
  const kept = runs.filter((_, i) => isKept[i]);
  const isChosen = Object.keys(stretches).some((key) => axes.some((axis) => axis.key === key));
  const shown = runs.findIndex(({ id }) => id === pointed);
  return (
    <figure className={styles.figure}>
      <div className={styles.head}>
        <Field label="Coloured by">
          <Select
            value={metric.key}
            onChange={setMetricKey}
            options={metrics.map(({ key, label }) => ({ value: key, label }))}
          />
        </Field>
        <p className={styles.scale} aria-hidden>
          {axes.at(-1)?.low} <span className={styles.ramp} /> {axes.at(-1)?.high}
        </p>
        {isChosen && <Button onClick={() => setStretches({})}>Show all</Button>}
      </div>
      <div className={own.scroll}>
        <svg
          className={styles.parallel}
          viewBox={`0 0 ${width} ${height}`}
          style={{ width, minWidth: width * 0.8 }}
        >
          <title>{`${runs.length} runs across ${axes.map(({ label }) => label).join(', ')}`}</title>
          {runs.map(({ id, name }, i) => (
            <polyline
              key={id}
              className={styles.run}
              data-faint={!isKept[i] || undefined}
              data-pointed={id === pointed || undefined}
              style={isKept[i] ? { stroke: colours[i] } : undefined}
              points={axes
                .flatMap(({ places }, at) => {
                  const place = places[i];
                  return place === undefined ? [] : [`${xOf(at)},${yOf(place).toFixed(1)}`];
                })
                .join(' ')}
              onPointerEnter={() => setPointed(id)}
              onPointerLeave={() => setPointed(undefined)}
            >
              <title>{name}</title>
            </polyline>
          ))}
          {axes.map(({ key, label, marks }, at) => (
            <g key={key}>
              <line className={styles.axis} x1={xOf(at)} x2={xOf(at)} y1={top} y2={height - bottom} />
              <text x={xOf(at)} y={16} textAnchor="middle" className={styles.name}>
                <title>{label}</title>
                {shorten(label.replace(/^options\./, ''))}
              </text>
              {marks.map(([place, words]) => (
                <text key={place} x={xOf(at) + 6} y={yOf(place) + 3.5} className={styles.mark}>
                  {shorten(words)}
                </text>
              ))}
              <Brush
                label={label}
                x={xOf(at)}
                yOf={yOf}
                stretch={stretches[key]}
                onChange={(stretch) => stretchBy(key, stretch)}
              />
            </g>
          ))}
        </svg>
      </div>
      <figcaption className={own.note} aria-live="polite">
        {shown >= 0
          ? `${runs[shown]?.name}: ${axes.map(({ label, values, say }) => `${label} ${say(values[shown])}`).join(', ')}`
          : isChosen
            ? `${kept.length === 0 ? 'None' : kept.length} of ${formatCount(runs.length, 'run')} within${kept.length === 0 ? '.' : ': '}`
            : 'Draw along an axis to keep the runs that cross it there.'}
        {shown < 0 &&
          isChosen &&
          kept.map(({ id, name }, i) => (
            <span key={id}>
              {i > 0 && ', '}
              <Link href={`/experiments/runs/${id}`}>{name}</Link>
            </span>
          ))}
        {different.length > mostAxes &&
          ` ${different.length - mostAxes} more parameters differ: ${different
            .slice(mostAxes)
            .map(({ label }) => label)
            .join(', ')}.`}
      </figcaption>
    </figure>
  );
}

/** Takes the stretch of one axis, by pointer or keys. */
function Brush(props: {
  label: string;
  x: number;
  yOf(place: number): number;
  stretch: Stretch | undefined;
  onChange(stretch: Stretch | undefined): void;
}) {
  const { label, x, yOf, stretch, onChange } = props;
  const [from, setFrom] = useState<number>();
  const placeAt = (event: PointerEvent<SVGRectElement>) => {
    const { top: above, height: tall } = event.currentTarget.getBoundingClientRect();
    return clamp(1 - shareOf(event.clientY, above, above + tall));
  };
  const drawTo = (to: number) => {
    if (from === undefined) return;
    const next: Stretch = [Math.min(from, to), Math.max(from, to)];
    onChange(next[1] - next[0] < shortest ? undefined : next);
  };
  const [low, high] = stretch ?? [0, 1];
  const step = 0.05;
  const byKey = (key: string, isUpper: boolean): Stretch | undefined => {
    if (key === 'ArrowUp') return isUpper ? [low, clamp(high + step)] : [clamp(low + step), high];
    if (key === 'ArrowDown') return isUpper ? [low, clamp(high - step)] : [clamp(low - step), high];
    return undefined;
  };
  return (
    <>
      {stretch && (
        <rect
          className={styles.stretch}
          x={x - 7}
          width={14}
          y={yOf(high)}
          height={Math.max(1, yOf(low) - yOf(high))}
        />
      )}
      <rect
        className={styles.brush}
        x={x - 14}
        width={28}
        y={yOf(1)}
        height={yOf(0) - yOf(1)}
        role="slider"
        aria-orientation="vertical"
        aria-label={`Stretch of ${label}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(low * 100)}
        aria-valuetext={
          stretch ? `from ${Math.round(low * 100)} % to ${Math.round(high * 100)} % of its range` : 'all'
        }
        tabIndex={0}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setFrom(placeAt(event));
        }}
        onPointerMove={(event) => drawTo(placeAt(event))}
        onPointerUp={(event) => {
          drawTo(placeAt(event));
          setFrom(undefined);
        }}
        onPointerCancel={() => setFrom(undefined)}
        onKeyDown={(event) => {
          const next = byKey(event.key, event.shiftKey);
          if (!next && event.key !== 'Escape') return;
          event.preventDefault();
          onChange(next && next[1] - next[0] >= shortest && next[1] - next[0] < 1 ? next : undefined);
        }}
      />
    </>
  );
}

/** Two different values at least: what some runs merely lack tells nothing along an axis. */
const hasValues = ({ values }: RunField): boolean =>
  new Set(values.filter((value) => value !== undefined)).size > 1;
const clamp = (share: number): number => Math.min(1, Math.max(0, share));
const shorten = (text: string): string => (text.length > 16 ? `${text.slice(0, 15)}…` : text);
const colourOf = (place: number | undefined): string =>
  place === undefined
    ? 'var(--ink-3)'
    : `color-mix(in oklab, var(--chart-3) ${Math.round(place * 100)}%, var(--chart-2))`;
