import { useState } from 'react';
import type { Importance } from '@/cells/ml/model';
import { formatMetric, formatNumber } from '@/components/ui/format';
import styles from './charts.module.css';

const mostBars = 10;

type Measure = 'permutation' | 'gain' | 'cover';

const measures: Readonly<Record<Measure, { readonly label: string; readonly help: string }>> = {
  permutation: {
    label: 'Permutation',
    help: 'How much worse the test rows are answered when the column is shuffled.',
  },
  gain: { label: 'Gain', help: 'Share of the loss that splits on the column took off in training.' },
  cover: { label: 'Cover', help: 'Share of the training rows that splits on the column parted.' },
};

/** What the model relies on, by one measure of those that its learner has. */
export function ImportanceBars({ importances }: { importances: readonly Importance[] }) {
  const [measure, setMeasure] = useState<Measure>('permutation');
  const has = (Object.keys(measures) as Measure[]).filter(
    (
      one, // the keys of a Record are its key type
    ) => importances.some((importance) => importance[one] !== undefined),
  );
  const sorted = importances
    .map((importance) => ({ feature: importance.feature, value: importance[measure] ?? 0 }))
    .sort((a, b) => b.value - a.value);
  const shown = sorted.slice(0, mostBars);
  const largest = Math.max(...shown.map(({ value }) => value), Number.MIN_VALUE);
  const rest = importances.length - shown.length;
  return (
    <>
      {has.length > 1 && (
        <fieldset className={styles.switch}>
          <legend className={styles.hidden}>Measured by</legend>
          {has.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === measure}
              title={measures[one].help}
              onClick={() => setMeasure(one)}
            >
              {measures[one].label}
            </button>
          ))}
        </fieldset>
      )}
      <ol className={styles.bars}>
        {shown.map(({ feature, value }) => (
          <li key={feature}>
            <span className={styles.barName} title={feature}>
              {feature}
            </span>
            <span className={styles.track}>
              <span className={styles.bar} style={{ width: `${Math.max((100 * value) / largest, 0)}%` }} />
            </span>
            <span className={styles.barValue}>
              {measure === 'permutation'
                ? formatMetric(value)
                : `${formatNumber(Number((value * 100).toPrecision(3)))}\u00a0%`}
            </span>
          </li>
        ))}
      </ol>
      {rest > 0 && <p className={styles.faint}>and {rest} less important</p>}
      {measure !== 'permutation' && <p className={styles.faint}>{measures[measure].help}</p>}
    </>
  );
}
