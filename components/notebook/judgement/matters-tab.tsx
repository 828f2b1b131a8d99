import { useState } from 'react';
import type { Matters } from '@/cells/ml/asking';
import type { LiveJudgement } from '@/cells/ml/judging/judgement';
import { Button } from '@/components/ui/button';
import { Checkbox, Field, Select } from '@/components/ui/field';
import { ExplanationView } from '../explanation/explanation-view';
import { CurvesOfRows } from './curves-of-rows';
import { ImportanceTable } from './importance-table';
import styles from './judgement.module.css';
import type { TabProps } from './judgement-tabs';
import { useAsked } from './use-asked';
import { Waiting } from './waiting';

/** What the model heeds: inputs shuffled, moved and explained, all on the rows that are judged. */
export function MattersTab({ judgement: { live, matters, task }, isRead }: TabProps) {
  if (isRead) return matters ? <ToldMatters matters={matters} isNumber={task === 'regression'} /> : null;
  if (!live) return null;
  return (
    <div className={styles.tab}>
      <Importances live={live} />
      {movable(live).length > 0 && <Moved live={live} />}
      <Explained live={live} />
    </div>
  );
}

/** The same, worked out before, with nothing to press. */
function ToldMatters({ matters, isNumber }: { matters: Matters; isNumber: boolean }) {
  const { importance, moved, explained } = matters;
  return (
    <div className={styles.tab}>
      <ImportanceTable importance={importance} isNumber={isNumber} />
      {moved.map((dependence) => (
        <CurvesOfRows key={dependence.feature} dependence={dependence} output={0} isCentred={false} />
      ))}
      {explained && <ExplanationView explanation={explained} />}
    </div>
  );
}

interface Live {
  readonly live: LiveJudgement;
}

function Importances({ live }: Live) {
  const { answer, ...asked } = useAsked(live, { ask: 'importance' });
  return (
    <section>
      <h4 className={styles.part}>Importance</h4>
      <Waiting {...asked} what="Shuffling each input" />
      {answer && <ImportanceTable importance={answer} isNumber={live.signature.output.type === 'number'} />}
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
