import {
  atThreshold,
  gainCurve,
  liftAt,
  precisionRecallCurve,
  rocCurve,
} from '@/cells/ml/judging/thresholds';
import { formatMetric } from '@/components/ui/format';
import { CurvePlot } from './curve-plot';
import styles from './judgement.module.css';
import type { TabProps } from './judgement-tabs';
import { Panel } from './panel';

/** What can be had at which price, over all thresholds. */
export function CurvesTab({ judgement: { binary, metrics } }: TabProps) {
  if (!binary) return null;
  const { table, positive, threshold } = binary;
  const at = atThreshold(table, threshold);
  const share = table.positives / (table.positives + table.negatives);
  const words = `threshold ${formatMetric(threshold)}`;
  return (
    <div className={styles.tab}>
      <div className={styles.panels}>
        <Panel title="ROC" hint={`area ${formatMetric(metrics.rocAuc?.value)}`}>
          <CurvePlot
            lines={[{ name: 'ROC', points: rocCurve(table) }]}
            useless={[
              [0, 0],
              [1, 1],
            ]}
            marks={[{ x: 1 - at.specificity, y: at.recall, words }]}
            xLabel="false positive rate →"
            yLabel="↑ true positive rate"
            label={`ROC curve of ${positive}, area ${formatMetric(metrics.rocAuc?.value)}`}
          />
        </Panel>
        <Panel
          title="Precision and recall"
          hint={`average precision ${formatMetric(metrics.averagePrecision?.value)}`}
        >
          <CurvePlot
            lines={[{ name: 'Precision', points: precisionRecallCurve(table) }]}
            useless={[
              [0, share],
              [1, share],
            ]}
            marks={Number.isNaN(at.precision) ? [] : [{ x: at.recall, y: at.precision, words }]}
            xLabel="recall →"
            yLabel="↑ precision"
            label={`Precision over recall of ${positive}, average precision ${formatMetric(metrics.averagePrecision?.value)}`}
          />
        </Panel>
        <Panel title="Gain" hint={`lift ${formatMetric(liftAt(table, 0.1))} in the first tenth`}>
          <CurvePlot
            lines={[{ name: 'Gain', points: gainCurve(table) }]}
            useless={[
              [0, 0],
              [1, 1],
            ]}
            marks={[{ x: at.flagged, y: at.recall, words }]}
            xLabel="share of rows, likeliest first →"
            yLabel={`↑ share of all ${positive}`}
            label={`Gain: share of all ${positive} among the likeliest rows`}
          />
        </Panel>
      </div>
      <p className={styles.note}>
        Positive is {positive}. The ring is the threshold {formatMetric(threshold)}; the dashed line is what
        guessing draws.
      </p>
    </div>
  );
}
