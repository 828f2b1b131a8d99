import type { ClassScore } from '@/cells/ml/judging/judgement';
import { formatMetric, formatNumber } from '@/components/ui/format';
import { CurvePlot } from './curve-plot';
import styles from './judgement.module.css';
import type { TabProps } from './judgement-tabs';
import { Panel } from './panel';

/** More lines than the palette has colours would not be told apart. */
const mostLines = 8;
const mostRows = 50;

/** Each class against all others, and their averages. */
export function ClassesTab({ judgement: { byClass = [], averages } }: TabProps) {
  const largest = [...byClass].sort((a, b) => b.support - a.support);
  const shown = largest.slice(0, mostRows);
  const drawn = largest.filter(({ roc }) => roc.length > 0).slice(0, mostLines);
  return (
    <div className={styles.tab}>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Class</th>
              <th scope="col">Rows</th>
              <th scope="col">Precision</th>
              <th scope="col">Recall</th>
              <th scope="col">F1</th>
              <th scope="col">ROC AUC</th>
              <th scope="col">Average precision</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((score) => (
              <Row key={score.label} score={score} />
            ))}
            {averages &&
              (['macro', 'weighted', 'micro'] as const).map((kind) => (
                <tr key={kind}>
                  <th scope="row" className={styles.faint}>
                    {averageWords[kind]}
                  </th>
                  <td />
                  <td>{percent(averages[kind].precision)}</td>
                  <td>{percent(averages[kind].recall)}</td>
                  <td>{percent(averages[kind].f1)}</td>
                  <td colSpan={2} />
                </tr>
              ))}
          </tbody>
        </table>
      </div>
      {byClass.length > shown.length && (
        <p className={styles.note}>
          The {shown.length} largest of {byClass.length} classes.
        </p>
      )}
      {drawn.length > 0 && (
        <Panel title="ROC" hint="each class against all others">
          <CurvePlot
            lines={drawn.map(({ label, roc }) => ({ name: label, points: roc }))}
            useless={[
              [0, 0],
              [1, 1],
            ]}
            xLabel="false positive rate →"
            yLabel="↑ true positive rate"
            label={`ROC curves of ${drawn.map(({ label }) => label).join(', ')}`}
          />
        </Panel>
      )}
    </div>
  );
}

const averageWords = {
  macro: 'classes alike (macro)',
  weighted: 'by their rows (weighted)',
  micro: 'all rows (micro)',
} as const;

function Row({ score }: { score: ClassScore }) {
  return (
    <tr>
      <th scope="row">{score.label}</th>
      <td>{formatNumber(Math.round(score.support))}</td>
      <td>{percent(score.precision)}</td>
      <td>{percent(score.recall)}</td>
      <td>{percent(score.f1)}</td>
      <td>{formatMetric(score.rocAuc)}</td>
      <td>{formatMetric(score.averagePrecision)}</td>
    </tr>
  );
}

const percent = (value: number | undefined) =>
  value === undefined ? '—' : `${formatMetric(value * 100)}\u00a0%`;
