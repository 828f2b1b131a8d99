import type { Interval, Judgement, Versus } from '@/cells/ml/judging';
import { metricNames } from '@/cells/ml/metric-names';
import styles from './judgement.module.css';
import { judgeDifference, sayDifference, sayFigure, sayInterval } from './say-interval';

const verdictWords = { better: 'better', worse: 'worse', open: 'could be either' } as const;

/** Every metric with its interval, and beside it another's with the difference and whether it is more than chance. */
export function FiguresTable({
  metrics,
  level,
  beside,
}: {
  metrics: Judgement['metrics'];
  level: number;
  /** What stands beside, and what it is called. */
  beside?: { readonly name: string; readonly metrics: Readonly<Record<string, Versus>> };
}) {
  const names = Object.keys(metricNames).filter((name) => metrics[name] !== undefined);
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">This model</th>
            <th scope="col">{level * 100}&nbsp;% interval</th>
            {beside && (
              <>
                <th scope="col">{beside.name}</th>
                <th scope="col">Difference</th>
                <th scope="col">
                  <span className={styles.hidden}>Verdict</span>
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => {
            const figure = metrics[name];
            return (
              figure && (
                <tr key={name}>
                  <th scope="row">{metricNames[name]?.label}</th>
                  <td>
                    <strong>{sayFigure(name, figure.value, figure.high - figure.low)}</strong>
                  </td>
                  <td className={styles.faint}>{sayInterval(name, figure)}</td>
                  {beside && <Beside name={name} own={figure} other={beside.metrics[name]} />}
                </tr>
              )
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Beside({ name, own, other }: { name: string; own: Interval; other: Versus | undefined }) {
  if (!other) return <td colSpan={3} />;
  const verdict = judgeDifference(name, other.difference);
  return (
    <>
      <td>{sayFigure(name, other.value, own.high - own.low)}</td>
      <td title={sayInterval(name, other.difference)}>{sayDifference(name, other.difference)}</td>
      <td className={styles.verdict} data-verdict={verdict}>
        {verdict && verdictWords[verdict]}
      </td>
    </>
  );
}
