import type { PairedTest } from '@/cells/ml/judging/judgement';
import { mainMetric, metricNames } from '@/cells/ml/metric-names';
import { formatMetric } from '@/components/ui/format';
import { FairnessBeside } from './fairness-beside';
import { FiguresTable } from './figures-table';
import styles from './judgement.module.css';
import type { TabProps } from './judgement-tabs';
import { judgeDifference, sayDifference, sayInterval, sayPValue } from './say-interval';

const testWords: Readonly<Record<PairedTest['test'], string>> = {
  mcnemar: 'McNemar',
  delong: 'DeLong',
  'paired-t': 'paired t',
};
const lossWords: Readonly<Record<PairedTest['of'], { readonly words: string; readonly metric: string }>> = {
  accuracy: { words: 'Accuracy', metric: 'accuracy' },
  rocAuc: { words: 'ROC AUC', metric: 'rocAuc' },
  logLoss: { words: 'Log loss', metric: 'logLoss' },
  squaredError: { words: 'Squared error', metric: '' },
  absoluteError: { words: 'Absolute error', metric: 'mae' },
};

/** Two models on the same rows: what differs, by how much, and whether that is more than chance. */
export function CompareTab({ judgement }: TabProps) {
  const { comparison, metrics, interval, task, fairness } = judgement;
  if (!comparison) return null;
  const name = mainMetric[task];
  const main = comparison.metrics[name]?.difference;
  const verdict = main && judgeDifference(name, main);
  return (
    <div className={styles.tab}>
      {main && (
        <p>
          By {metricNames[name]?.label} this model is{' '}
          <strong>
            {verdict === 'open'
              ? `not told apart from ${comparison.name}`
              : `${verdict} than ${comparison.name}`}
          </strong>
          : {sayDifference(name, main)} ({sayInterval(name, main)}) on the same rows.
        </p>
      )}
      {comparison.notes.map((note) => (
        <p key={note} className={styles.warning}>
          {note}
        </p>
      ))}
      <FiguresTable
        metrics={metrics}
        level={interval.level}
        beside={{ name: comparison.name, metrics: comparison.metrics }}
      />
      {comparison.tests.length > 0 && <Tests tests={comparison.tests} />}
      <p className={styles.note}>
        Differences are this model’s less {comparison.name}’s, on the same resamples of the same rows.
        {comparison.tests.length === 0 &&
          ' Rows have weights: the tests in closed form are for rows that count alike.'}
      </p>
      {fairness && comparison.fairness && (
        <FairnessBeside
          names={['This model', comparison.name]}
          first={fairness}
          second={comparison.fairness}
        />
      )}
    </div>
  );
}

function Tests({ tests }: { tests: readonly PairedTest[] }) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Of</th>
            <th scope="col">Difference</th>
            <th scope="col">95&nbsp;% interval</th>
            <th scope="col">Statistic</th>
            <th scope="col">p</th>
            <th scope="col">Test</th>
          </tr>
        </thead>
        <tbody>
          {tests.map(({ test, of, difference, low, high, statistic, pValue }) => {
            const { words, metric } = lossWords[of];
            return (
              <tr key={of}>
                <th scope="row">{words}</th>
                <td>{sayDifference(metric, { value: difference, low, high })}</td>
                <td className={styles.faint}>{sayInterval(metric, { low, high })}</td>
                <td>{statistic === null ? 'exact' : formatMetric(statistic)}</td>
                <td>{sayPValue(pValue)}</td>
                <td className={styles.words}>{testWords[test]}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
