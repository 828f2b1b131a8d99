import type { Importance } from '@/cells/ml/model';
import { formatMetric } from '@/components/ui/format';
import styles from './judgement.module.css';
import { Whisker } from './whisker';

const mostBars = 15;

/** Permutation importance: the rise of the loss as each input is shuffled, with its spread over the shuffles. */
export function ImportanceTable({
  importance,
  isNumber,
}: {
  importance: readonly Importance[];
  isNumber: boolean;
}) {
  const shown = importance.slice(0, mostBars);
  const ends = shown.flatMap(({ permutation, spread = 0 }) => [permutation - spread, permutation + spread]);
  const range = { low: Math.min(0, ...ends), high: Math.max(0, ...ends) };
  return (
    <>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <caption className={styles.hidden}>Permutation importance</caption>
          <thead>
            <tr>
              <th scope="col">Input</th>
              <th scope="col">{isNumber ? 'RMSE rises by' : 'Log loss rises by'}</th>
              <th scope="col" className={styles.wide}>
                <span className={styles.hidden}>Drawn</span>
              </th>
              <th scope="col">Spread</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ feature, permutation, spread = 0 }) => (
              <tr key={feature}>
                <th scope="row" className={styles.sliceName}>
                  {feature}
                </th>
                <td>
                  <strong>{formatMetric(permutation)}</strong>
                </td>
                <td className={styles.wide}>
                  <Whisker
                    value={permutation}
                    low={permutation - spread}
                    high={permutation + spread}
                    line={0}
                    range={range}
                  />
                </td>
                <td className={styles.faint}>± {formatMetric(spread)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.note}>
        How much worse the rows are answered when an input is shuffled: mean and standard deviation of 10
        shuffles
        {importance.length > shown.length &&
          `; ${importance.length - shown.length} inputs that matter less are not shown`}
        . Inputs that tell the same stand in for each other, and each looks less important than it is.
      </p>
    </>
  );
}
