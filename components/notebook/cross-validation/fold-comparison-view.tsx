import type { FoldComparison } from '@/cells/ml/cross-validation';
import { formatCount, formatMetric } from '@/components/ui/format';
import { MainFigure } from '@/components/ui/main-figure';
import { metricLabel, metricValue } from '../model-result/metric-value';
import styles from './cross-validation.module.css';
import { sayComparison, sayInterval } from './say-folds';

/** Two cross-validations on the same folds. */
export function FoldComparisonView({ comparison }: { comparison: FoldComparison }) {
  const { metric, mean, pValue, differences } = comparison;
  return (
    <section className={styles.validation} aria-label={`Comparison by ${metricLabel(metric)}`}>
      <MainFigure
        name={`${metricLabel(metric)}, the first less the second`}
        value={metricValue(metric, mean)}
      >
        <span className={styles.beside}>interval {sayInterval(metric, comparison)}</span>
      </MainFigure>
      <p>{sayComparison(comparison)}</p>
      <p className={styles.notes}>
        {formatCount(differences.length, 'fold')}, corrected resampled t, p = {formatMetric(pValue)}.
      </p>
    </section>
  );
}
