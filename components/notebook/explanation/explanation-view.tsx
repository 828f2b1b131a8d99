import { useId, useState } from 'react';
import type { Explanation } from '@/cells/ml/model';
import { Select } from '@/components/ui/field';
import { formatCount, formatMetric, formatNumber } from '@/components/ui/format';
import { Waterfall } from '@/components/ui/waterfall';
import { usePersonalColumns } from '../personal-columns';
import styles from './explanation.module.css';
import { InputStrips } from './input-strips';
import { sayInput } from './say-input';
import { nameMargin, sayAnswer } from './say-margin';
import { StrongestPairs } from './strongest-pairs';

/** One row as a sum from what is expected to what is answered; many rows as the weight of each input. */
export function ExplanationView({ explanation }: { explanation: Explanation }) {
  const { inputs, outputs, features, scale } = explanation;
  const [output, setOutput] = useState(() => largestOutput(explanation));
  const choice = useId();
  if (inputs.numRows === 0 || features.length === 0)
    return <p className={styles.note}>There are no rows to explain.</p>;
  return (
    <section className={styles.explanation} aria-label="Explanation">
      {outputs.length > 1 && (
        <div className={styles.choice}>
          <label htmlFor={choice}>{scale === 'answer' ? 'Explained' : 'What speaks for'}</label>
          <Select
            id={choice}
            value={String(output)}
            onChange={(value) => setOutput(Number(value))}
            options={outputs.map((name, i) => ({ value: String(i), label: name }))}
          />
        </div>
      )}
      {inputs.numRows === 1 ? (
        <RowSum explanation={explanation} output={output} />
      ) : (
        <InputStrips explanation={explanation} output={output} />
      )}
      {explanation.interactions && <StrongestPairs explanation={explanation} output={output} />}
      <p className={styles.note}>{sayComparison(explanation)}</p>
    </section>
  );
}

function RowSum({ explanation, output }: { explanation: Explanation; output: number }) {
  const { features, inputs, scale, outputs, base, values } = explanation;
  const personal = usePersonalColumns();
  const name = nameMargin[scale](outputs[output] ?? '');
  const start = output * features.length;
  const amounts = values.subarray(start, start + features.length);
  const expected = base[output] ?? 0;
  const margin = amounts.reduce((sum, amount) => sum + amount, expected);
  const answer = sayAnswer[scale](margin);
  return (
    <>
      <p className={styles.headline}>
        {name} <strong>{formatMetric(margin)}</strong>
        {answer && <span className={styles.answer}> {answer}</span>}
      </p>
      <Waterfall
        caption={`From the ${name} that is expected, ${formatMetric(expected)}, by what each input adds, to ${formatMetric(margin)}`}
        start={{ label: 'expected', amount: expected }}
        steps={features.map((feature, i) => ({
          name: feature,
          value: sayInput(inputs.columns[i], 0, personal),
          amount: amounts[i] ?? 0,
        }))}
        end={{ label: name }}
      />
    </>
  );
}

/** Of one row the output that speaks loudest, its answer; of many the first. */
function largestOutput({ inputs, outputs, base, values, features, scale }: Explanation): number {
  if (inputs.numRows !== 1 || scale === 'answer') return 0;
  const margins = outputs.map((_, output) =>
    values
      .subarray(output * features.length, (output + 1) * features.length)
      .reduce((sum, value) => sum + value, base[output] ?? 0),
  );
  return margins.indexOf(Math.max(...margins));
}

function sayComparison({ background, inputs, errors, samples }: Explanation): string {
  const rows = inputs.numRows === 1 ? '' : `${formatCount(inputs.numRows, 'row')}, `;
  const to = background
    ? background.used < background.given
      ? `${formatNumber(background.used)} of the ${formatCount(background.given, 'background row')}, spread evenly`
      : `${formatCount(background.used, 'background row')}`
    : 'the training rows on the trees’ paths';
  const sampled =
    errors && samples
      ? ` Sampled by ${formatCount(samples, 'walk')} each: standard errors up to ${formatMetric(errors.reduce((most, error) => Math.max(most, error), 0))}.`
      : '';
  const text = `${rows}compared with ${to}.${sampled}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
