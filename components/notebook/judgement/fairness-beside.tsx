import type { Fairness, FairnessMeasure } from '@/cells/ml/judging/fairness-figures';
import { fairnessWords } from '@/cells/ml/judging/fairness-words';
import { maskFairness } from '@/cells/ml/judging/mask-judgement';
import { usePersonalColumns } from '../personal-columns';
import styles from './judgement.module.css';
import { sayGap } from './say-gap';

/** How two models treat the groups of the same rows, by each sensitive column and each definition. */
export function FairnessBeside({
  names,
  first,
  second,
}: {
  names: readonly [first: string, second: string];
  first: readonly Fairness[];
  second: readonly Fairness[];
}) {
  const personal = usePersonalColumns();
  const both = first.flatMap((one) => {
    const other = second.find(({ column }) => column === one.column);
    return other && one.measures.length > 0
      ? [[maskFairness(one, personal), maskFairness(other, personal)] as const]
      : [];
  });
  return (
    <>
      {both.map(([one, other]) => (
        <section key={one.column}>
          <h4 className={styles.part}>Fairness by {one.column}</h4>
          <div className={styles.scroll}>
            <table className={styles.table}>
              <caption className={styles.hidden}>Largest differences between groups of {one.column}</caption>
              <thead>
                <tr>
                  <th scope="col">Definition</th>
                  {names.map((name) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {one.measures.map((measure) => (
                  <tr key={measure.name}>
                    <th scope="row" className={styles.definition}>
                      {fairnessWords[measure.name].label}{' '}
                      <span className={styles.hint}>
                        {fairnessWords[measure.name].means(one.positive ?? '')}
                      </span>
                    </th>
                    <Gap measure={measure} />
                    <Gap measure={other.measures.find(({ name }) => name === measure.name)} />
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ))}
      {both.length > 0 && (
        <p className={styles.note}>
          Differences of the two groups furthest apart, with 95&nbsp;% intervals that allow for having picked
          them: one whose interval holds 0 may be chance.
        </p>
      )}
    </>
  );
}

function Gap({ measure }: { measure: FairnessMeasure | undefined }) {
  if (!measure) return <td className={styles.faint}>—</td>;
  const { difference, between } = measure;
  return (
    <td title={`Highest of ${between[0]}, lowest of ${between[1]}`}>
      <strong>{sayGap(measure, difference.value)}</strong>
      <span
        className={`${styles.gap} ${styles.faint}`}
        data-verdict={difference.low > 0 ? 'worse' : undefined}
      >
        {sayGap(measure, difference.low)} to {sayGap(measure, difference.high)}
      </span>
    </td>
  );
}
