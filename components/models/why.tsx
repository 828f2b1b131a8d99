import { useEffect, useState } from 'react';
import type { MarginScale } from '@/cells/ml/model';
import { nameMargin, sayAnswer } from '@/components/notebook/explanation/say-margin';
import { Button } from '@/components/ui/button';
import { formatMetric } from '@/components/ui/format';
import { Waterfall } from '@/components/ui/waterfall';
import { askServed } from './ask-served';
import styles from './try-box.module.css';

type ByInput = Readonly<Record<string, number>>;
type Inputs = Readonly<Record<string, string | number | boolean | null>>;

interface Explained {
  readonly scale: MarginScale;
  readonly outputs: readonly string[];
  readonly explanations: readonly {
    readonly prediction: string | number | null;
    readonly base: number | Readonly<Record<string, number>>;
    readonly contributions: ByInput | Readonly<Record<string, ByInput>>;
    readonly errors?: ByInput | Readonly<Record<string, ByInput>>;
  }[];
}

export interface WhyProps {
  /** `bike-demand` or `bike-demand@3`. */
  reference: string;
  /** The row that was answered. */
  row: Inputs;
}

/** Asked for by hand: what each input did in the prediction of that row. */
export function Why({ reference, row }: WhyProps) {
  const [explained, setExplained] = useState<Explained>();
  const [problem, setProblem] = useState<string>();
  const [asking, setAsking] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said of another row is no longer true
  useEffect(() => {
    setExplained(undefined);
    setProblem(undefined);
  }, [reference, row]);

  const ask = async () => {
    setAsking(true);
    try {
      const response = await askServed(reference, 'explain', { rows: [row] });
      const answer = await response.json();
      if (response.ok) setExplained(answer);
      else setProblem(answer.error?.message ?? 'The server refused the call and did not say why.');
    } catch {
      setProblem('The server does not answer. Check that it is still running, then try again.');
    } finally {
      setAsking(false);
    }
  };

  if (explained) return <Contributions explained={explained} row={row} />;
  return (
    <div className={styles.why}>
      <Button busy={asking} onClick={ask}>
        Why?
      </Button>
      {problem && (
        <span role="alert" className={styles.chances}>
          {problem}
        </span>
      )}
    </div>
  );
}

/** Of several classes those of the answer; of quantiles the middle one. */
function Contributions({
  explained: { scale, outputs, explanations },
  row,
}: {
  explained: Explained;
  row: Inputs;
}) {
  const [first] = explanations;
  if (!first) return null;
  const middle = outputs[Math.floor(outputs.length / 2)] ?? '';
  const output =
    outputs.length > 1 && outputs.includes(String(first.prediction)) ? String(first.prediction) : middle;
  const base = typeof first.base === 'number' ? first.base : (first.base[output] ?? 0);
  const contributions = pick(first.contributions, output);
  const margin = Object.values(contributions).reduce((sum, amount) => sum + amount, base);
  const name = nameMargin[scale](output);
  const answer = sayAnswer[scale](margin);
  return (
    <section aria-label="Why this prediction">
      <Waterfall
        caption={`From the ${name} that is expected, ${formatMetric(base)}, by what each input adds, to ${formatMetric(margin)}`}
        start={{ label: 'expected', amount: base }}
        steps={Object.entries(contributions).map(([input, amount]) => ({
          name: input,
          value: String(row[input] ?? 'missing'),
          amount,
        }))}
        end={{ label: answer ? `${name} (${answer})` : name }}
      />
      {first.errors && (
        <p className={styles.chances}>
          Sampled: standard errors up to{' '}
          {formatMetric(Math.max(...Object.values(pick(first.errors, output))))}.
        </p>
      )}
    </section>
  );
}

/** By input, of several outputs those of one. */
function pick(contributions: Explained['explanations'][number]['contributions'], output: string): ByInput {
  const own = contributions[output];
  return typeof own === 'object' ? own : (contributions as ByInput); // told by output, or by input
}
