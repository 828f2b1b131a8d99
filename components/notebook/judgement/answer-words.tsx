import { toAnswerMatrix } from '@/cells/ml/explaining/answer-matrix';
import type { Predictions, Signature } from '@/cells/ml/model';
import { formatMetric, formatNumber } from '@/components/ui/format';
import styles from './judgement.module.css';

interface AnswerWordsProps {
  answer: Predictions;
  signature: Signature;
  /** What the row is answered as it is, where something in it was changed. */
  before?: Predictions;
  /** What the target is in the data. */
  truth?: string;
}

/** What the model answers, how that differs from the row as it is, and what is true of it. */
export function AnswerWords({ answer, signature, before, truth }: AnswerWordsProps) {
  const value = answer.values[0];
  const { scale } = toAnswerMatrix(answer, signature);
  return (
    <>
      <span>
        {signature.output.name} = <strong>{say(value)}</strong>
      </span>
      {scale === 'chance' && answer.probabilities && (
        <span className={styles.hint}>{sayChances(answer.probabilities, before?.probabilities)}</span>
      )}
      {before && <span className={styles.hint}>{sayBefore(value, before.values[0])}</span>}
      {truth !== undefined && <span className={styles.hint}>in the data {truth}</span>}
    </>
  );
}

const say = (value: string | number | undefined) => (typeof value === 'number' ? formatMetric(value) : value);

function sayBefore(value: string | number | undefined, before: string | number | undefined): string {
  if (value === before) return 'as before the changes';
  const by = typeof value === 'number' && typeof before === 'number' ? ` (${signed(value - before)})` : '';
  return `before the changes ${say(before)}${by}`;
}

type Chances = NonNullable<Predictions['probabilities']>;

/** The likeliest five, each with how far it has moved. */
function sayChances({ classes, values }: Chances, before: Chances | undefined): string {
  return classes
    .map((name, k) => ({ name, chance: values[k] ?? 0, by: (values[k] ?? 0) - (before?.values[k] ?? 0) }))
    .sort((a, b) => b.chance - a.chance)
    .slice(0, 5)
    .map(({ name, chance, by }) => {
      const moved = before && Math.abs(by) >= 0.0005 ? ` (${signed(100 * by)}\u00a0pp)` : '';
      return `${name} ${formatNumber(100 * chance, 1)}\u00a0%${moved}`;
    })
    .join(' · ');
}

const signed = (value: number) => `${value > 0 ? '+' : ''}${formatMetric(value)}`;
