import { useState } from 'react';
import type { LiveJudgement } from '@/cells/ml/judging/judgement';
import { Button } from '@/components/ui/button';
import { Checkbox, Field, Select } from '@/components/ui/field';
import { formatMetric } from '@/components/ui/format';
import { ExplanationView } from '../explanation/explanation-view';
import { CurvesOfRows } from './curves-of-rows';
import styles from './judgement.module.css';
import type { TabProps } from './judgement-tabs';
import { useAsked } from './use-asked';
import { Waiting } from './waiting';
import { Whisker } from './whisker';

const mostBars = 15;

/** What the model heeds: inputs shuffled, moved and explained, all on the rows that are judged. */
export function MattersTab({ judgement: { live }, isRead }: TabProps) {
  if (!live || isRead) return null;
  return (
    <div className={styles.tab}>
      <Importances live={live} />
      {movable(live).length > 0 && <Moved live={live} />}
      <Explained live={live} />
    </div>
  );
}

interface Live {
  readonly live: LiveJudgement;
}

function Importances({ live }: Live) {
  const isNumber = live.signature.output.type === 'number';
  const { answer = [], ...asked } = useAsked(live, { ask: 'importance' });
  const shown = answer.slice(0, mostBars);
  const ends = shown.flatMap(({ permutation, spread = 0 }) => [permutation - spread, permutation + spread]);
  const range = { low: Math.min(0, ...ends), high: Math.max(0, ...ends) };
  return (
    <section>
      <h4 className={styles.part}>Importance</h4>
      <Waiting {...asked} what="Shuffling each input" />
      {shown.length > 0 && (
        <>
          <div className={styles.scroll}>
            <table className={styles.table}>
              <caption className={styles.hidden}>Permutation importance</caption>
              <thead>
                <tr>
                  <th scope="col">Input</th>
                  <th scope="col">{isNumber ? 'RMSE rises by' : 'Log loss rises by'}</th>
                  <th scope="col" className={styles.wide}>
                    <span className={styles.hidden}>Drawn</span>
                  </th>
                  <th scope="col">Spread</th>
                </tr>
              </thead>
              <tbody>
                {shown.map(({ feature, permutation, spread = 0 }) => (
                  <tr key={feature}>
                    <th scope="row" className={styles.sliceName}>
                      {feature}
                    </th>
                    <td>
                      <strong>{formatMetric(permutation)}</strong>
                    </td>
                    <td className={styles.wide}>
                      <Whisker
                        value={permutation}
                        low={permutation - spread}
                        high={permutation + spread}
                        line={0}
                        range={range}
                      />
                    </td>
                    <td className={styles.faint}>± {formatMetric(spread)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className={styles.note}>
            How much worse the rows are answered when an input is shuffled: mean and standard deviation of 10
            shuffles
            {answer.length > shown.length &&
              `; ${answer.length - shown.length} inputs that matter less are not shown`}
            . Inputs that tell the same stand in for each other, and each looks less important than it is.
          </p>
        </>
      )}
    </section>
  );
}

/** A text or a picture has no values to be moved through. */
const movable = ({ signature }: LiveJudgement) =>
  signature.inputs.filter(({ text, content }) => !text && !content);

function Moved({ live }: Live) {
  const inputs = movable(live);
  const [feature, setFeature] = useState(inputs[0]?.name ?? '');
  const [output, setOutput] = useState(0);
  const [isCentred, setCentred] = useState(false);
  const { answer, ...asked } = useAsked(live, { ask: 'move', feature });
  const outputs = answer?.outputs ?? [];
  return (
    <section>
      <h4 className={styles.part}>An input moved, all else as it is</h4>
      <div className={styles.choices}>
        <Field label="Input">
          <Select
            value={feature}
            onChange={setFeature}
            options={inputs.map(({ name }) => ({ value: name, label: name }))}
          />
        </Field>
        {outputs.length > 1 && (
          <Field label="Answer">
            <Select
              value={String(output)}
              onChange={(value) => setOutput(Number(value))}
              options={outputs.map((name, k) => ({ value: String(k), label: name }))}
            />
          </Field>
        )}
        <Checkbox label="Curves begin at zero (centred)" checked={isCentred} onChange={setCentred} />
      </div>
      <Waiting {...asked} what={`Moving ${feature}`} />
      {answer && (
        <CurvesOfRows
          dependence={answer}
          output={Math.min(output, outputs.length - 1)}
          isCentred={isCentred}
        />
      )}
    </section>
  );
}

function Explained({ live }: Live) {
  const [isWanted, setWanted] = useState(false);
  const { answer, ...asked } = useAsked(live, isWanted ? { ask: 'explain' } : undefined);
  return (
    <section>
      <h4 className={styles.part}>What each input did, row by row</h4>
      {!isWanted && <Button onClick={() => setWanted(true)}>Explain 300 rows</Button>}
      <Waiting {...asked} what="Explaining rows" />
      {answer && <ExplanationView explanation={answer} />}
    </section>
  );
}
