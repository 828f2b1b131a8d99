import { useState } from 'react';
import type { SearchProgress, SearchTrial } from '@/cells/kernel/cell-run';
import { learnersAbout, trainableLearners } from '@/cells/ml/learners-about';
import { formatNumber } from '@/components/ui/format';
import { shareOf, valueAxis } from '../model-result/value-axis';
import { compareTrials, sayFigure, sayMetric, sayValue } from './say-trial';
import styles from './search-result.module.css';

const height = 190;
const top = 30;
const bottom = 24;
const axisWidth = 104;
const margin = 46;
/** Share of the trials that stand out. */
const bestShare = 0.1;
/** Lines that are drawn: more are a grey area, and too much to draw anew while a search goes on. */
const mostLines = 300;
const mostGood = 60;

interface Axis {
  readonly name: string;
  readonly low: string;
  readonly high: string;
  /** From 0 (below) to 1, or undefined where the trial has no such value. */
  place(trial: SearchTrial): number | undefined;
}

/** One line for each trial across its options to what it came to; the best tenth stands out. */
export function ParallelPlot({ search, branch }: { search: SearchProgress; branch: string }) {
  const [chosen, setChosen] = useState<number>();
  const trials = search.trials.filter((trial) => trial.branch === branch && trial.value !== undefined);
  const names = [...new Set(trials.flatMap(({ values }) => Object.keys(values)))];
  if (trials.length < 3 || names.length === 0) return null;
  const axes = [...names.map((name) => axisOf(name, trials)), metricAxis(search, trials)];
  const width = 2 * margin + axisWidth * (axes.length - 1);
  const xOf = (i: number) => margin + i * axisWidth;
  const yOf = (share: number) => height - bottom - share * (height - top - bottom);
  const ranked = trials.toSorted((a, b) => compareTrials(search, a, b));
  const good = new Set(
    ranked.slice(0, Math.min(mostGood, Math.max(1, Math.round(bestShare * trials.length)))),
  );
  const drawn = thin(ranked, good.size);
  const label = trainableLearners.find((one) => one === branch);
  const shown = trials.find(({ number }) => number === chosen);
  return (
    <figure className={`${styles.panel} ${styles.wide}`}>
      <figcaption>
        {label ? learnersAbout[label].label : branch}{' '}
        <span className={styles.quiet}>
          {shown
            ? `trial ${shown.number}: ${names.map((name) => `${name} ${sayValue(shown.values[name])}`).join(', ')} → ${sayFigure(search.metric, shown.value)}`
            : sayDrawn({ all: trials.length, drawn: drawn.length, good: good.size })}
        </span>
      </figcaption>
      <div className={styles.scroll}>
        <svg
          className={styles.parallel}
          viewBox={`0 0 ${width} ${height}`}
          style={{ minWidth: width * 0.8, maxWidth: width * 1.1 }}
          role="img"
          aria-label={`${trials.length} trials across ${names.join(', ')} and ${sayMetric(search.metric)}. Best: ${names.map((name) => `${name} ${sayValue(ranked[0]?.values[name])}`).join(', ')}`}
        >
          {axes.map((axis, i) => (
            <g key={axis.name}>
              <line className={styles.axis} x1={xOf(i)} x2={xOf(i)} y1={top} y2={height - bottom} />
              <text x={xOf(i)} y={10} textAnchor="middle" className={styles.axisName}>
                {axis.name}
              </text>
              <text x={xOf(i)} y={top - 6} textAnchor="middle">
                {axis.high}
              </text>
              <text x={xOf(i)} y={height - bottom + 13} textAnchor="middle">
                {axis.low}
              </text>
            </g>
          ))}
          {drawn.toReversed().map((trial) => (
            <polyline
              key={trial.number}
              className={styles.trial}
              data-good={good.has(trial) || undefined}
              data-chosen={trial.number === chosen || undefined}
              points={axes
                .flatMap((axis, i) => {
                  const share = axis.place(trial);
                  return share === undefined ? [] : [`${xOf(i)},${yOf(share).toFixed(1)}`];
                })
                .join(' ')}
              onPointerEnter={() => setChosen(trial.number)}
              onPointerLeave={() => setChosen(undefined)}
            />
          ))}
        </svg>
      </div>
    </figure>
  );
}

/** The best of the ranked ones, and of many others some, spread evenly over their ranks. */
function thin(ranked: readonly SearchTrial[], best: number): readonly SearchTrial[] {
  const room = mostLines - best;
  const rest = ranked.slice(best);
  if (rest.length <= room) return ranked;
  const every = (rest.length - 1) / (room - 1);
  return [
    ...ranked.slice(0, best),
    ...Array.from({ length: room }, (_, i) => rest[Math.round(i * every)]).filter((one) => one !== undefined),
  ];
}

const sayDrawn = ({ all, drawn, good }: { all: number; drawn: number; good: number }): string =>
  drawn < all
    ? `${formatNumber(drawn)} of ${formatNumber(all)} trials to their end, from the best to the worst; the best ${good} stand out`
    : `${formatNumber(all)} trials to their end; the best tenth stands out`;

function axisOf(name: string, trials: readonly SearchTrial[]): Axis {
  const axis = valueAxis(
    trials.map(({ values }) => values[name]),
    sayValue,
  );
  return { ...axis, name, place: ({ values }) => axis.place(values[name]) };
}

/** The better, the higher. */
function metricAxis({ metric, better }: SearchProgress, trials: readonly SearchTrial[]): Axis {
  const values = trials.flatMap(({ value }) => value ?? []);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [worst, best] = better === 'lower' ? [high, low] : [low, high];
  return {
    name: sayMetric(metric),
    ...{ low: sayFigure(metric, worst), high: sayFigure(metric, best) },
    place: ({ value }) => (value === undefined ? undefined : shareOf(value, worst, best)),
  };
}
