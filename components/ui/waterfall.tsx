import { formatMetric } from './format';
import styles from './waterfall.module.css';

export interface WaterfallStep {
  readonly name: string;
  /** What the input holds, as text. */
  readonly value?: string;
  readonly amount: number;
}

export interface WaterfallProps {
  /** What the table shows, for those who do not see the bars. */
  caption: string;
  start: { readonly label: string; readonly amount: number };
  steps: readonly WaterfallStep[];
  end: { readonly label: string };
}

const mostSteps = 10;

/** How amounts lead from a start to their sum: the largest first, the smallest together. */
export function Waterfall({ caption, start, steps, end }: WaterfallProps) {
  const shown = shortenSteps(steps);
  const stops = [start.amount];
  for (const { amount } of shown) stops.push((stops.at(-1) ?? 0) + amount);
  const low = Math.min(...stops);
  const span = Math.max(...stops) - low || 1;
  const place = (amount: number) => `${(100 * (amount - low)) / span}%`;
  return (
    <table className={styles.waterfall}>
      <caption className={styles.unseen}>{caption}</caption>
      <tbody>
        <tr className={styles.ends}>
          <th scope="row">{start.label}</th>
          <td aria-hidden className={styles.track}>
            <span className={styles.stop} style={{ left: place(start.amount) }} />
          </td>
          <td>{formatMetric(start.amount)}</td>
        </tr>
        {shown.map(({ name, value, amount }, i) => (
          <tr key={name}>
            <th scope="row" title={value === undefined ? name : `${name} = ${value}`}>
              {name}
              {value !== undefined && <span className={styles.value}> = {value}</span>}
            </th>
            <td aria-hidden className={styles.track}>
              <span
                className={styles.bar}
                data-falls={amount < 0 || undefined}
                style={{
                  left: place(Math.min(stops[i] ?? 0, stops[i + 1] ?? 0)),
                  width: `${(100 * Math.abs(amount)) / span}%`,
                }}
              />
            </td>
            <td>{formatChange(amount)}</td>
          </tr>
        ))}
        <tr className={styles.ends}>
          <th scope="row">{end.label}</th>
          <td aria-hidden className={styles.track}>
            <span className={styles.stop} style={{ left: place(stops.at(-1) ?? 0) }} />
          </td>
          <td>{formatMetric(stops.at(-1))}</td>
        </tr>
      </tbody>
    </table>
  );
}

/** With its sign, which the colour of the bar repeats. */
const formatChange = (amount: number): string =>
  amount > 0 ? `+${formatMetric(amount)}` : formatMetric(amount);

function shortenSteps(steps: readonly WaterfallStep[]): WaterfallStep[] {
  const sorted = [...steps].sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
  if (sorted.length <= mostSteps + 1) return sorted;
  const rest = sorted.slice(mostSteps);
  const amount = rest.reduce((sum, step) => sum + step.amount, 0);
  return [...sorted.slice(0, mostSteps), { name: `${rest.length} others`, amount }];
}
