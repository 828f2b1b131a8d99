import type { Explanation } from '@/cells/ml/model';
import { formatMetric } from '@/components/ui/format';
import styles from './explanation.module.css';

const mostPairs = 6;

/** What two inputs do together beyond what each does, the mean size over the rows; of one row with its sign. */
export function StrongestPairs({ explanation, output }: { explanation: Explanation; output: number }) {
  const { features } = explanation;
  const pairs = sizePairs(explanation, output).slice(0, mostPairs);
  if (pairs.length === 0) return null;
  return (
    <div>
      <p className={styles.caption}>Together, beyond what each does</p>
      <ol className={styles.pairs}>
        {pairs.map(({ i, j, amount }) => (
          <li key={`${i} ${j}`}>
            {features[i]} <span aria-hidden>×</span> {features[j]} <b>{formatMetric(amount)}</b>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** A pair's effect is in two entries of the table, half in each. */
function sizePairs(
  { interactions = new Float64Array(), features, outputs, inputs }: Explanation,
  output: number,
) {
  const count = features.length;
  const pairs: { i: number; j: number; amount: number }[] = [];
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) {
      let sum = 0;
      for (let row = 0; row < inputs.numRows; row++) {
        const both = 2 * (interactions[((row * outputs.length + output) * count + i) * count + j] ?? 0);
        sum += inputs.numRows === 1 ? both : Math.abs(both);
      }
      if (sum !== 0) pairs.push({ i, j, amount: sum / inputs.numRows });
    }
  return pairs.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
}
