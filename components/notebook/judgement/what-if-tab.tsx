import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import { toAnswerMatrix } from '@/cells/ml/explaining/answer-matrix';
import type { LiveJudgement } from '@/cells/ml/judging/judgement';
import type { Column, Columns, Predictions, Signature } from '@/cells/ml/model';
import { takeTableRows, textAt } from '@/cells/ml/read-table';
import { maskCell } from '@/cells/personal';
import { Button } from '@/components/ui/button';
import { CommittedNumber } from '@/components/ui/committed-input';
import { Field } from '@/components/ui/field';
import { formatMetric, formatNumber } from '@/components/ui/format';
import { ExplanationView } from '../explanation/explanation-view';
import { usePersonalColumns } from '../personal-columns';
import { InputControl } from './input-control';
import { inputsOf } from './inputs-of';
import styles from './judgement.module.css';
import type { TabProps } from './judgement-tabs';
import { useAnswer } from './use-answer';
import { WhatWouldChange } from './what-would-change';

/** One row of those judged, its inputs moved by hand, and the live answer. */
export function WhatIfTab({ judgement: { live }, isRead }: TabProps) {
  return live && !isRead ? <WhatIf live={live} /> : null;
}

function WhatIf({ live: { model, rows } }: { live: LiveJudgement }) {
  const personal = usePersonalColumns();
  const known = useMemo(() => inputsOf(model.signature, rows.columns), [model, rows]);
  const [place, setPlace] = useState(0);
  const start = useMemo(() => takeTableRows(known, [place]), [known, place]);
  const [moved, setMoved] = useState<Columns>();
  const row = useDeferredValue(moved ?? start);
  const [isExplained, setExplained] = useState(false);
  const ask = useCallback(() => model.predict(row), [model, row]);
  const { answer, problem } = useAnswer(ask);
  const { explain } = model;
  const askWhy = useCallback(async () => explain?.(row), [explain, row]);
  const why = useAnswer(isExplained ? askWhy : undefined);
  const change = (input: number, column: Column) => {
    const columns = (moved ?? start).columns.with(input, column);
    setMoved({ numRows: 1, columns });
  };
  const truth = rows.columns.columns.find(({ name }) => name === rows.target);
  const last = known.numRows - 1;
  return (
    <div className={styles.tab}>
      <div className={styles.choices}>
        <Field label={`Row, 1 to ${formatNumber(known.numRows)}`}>
          <CommittedNumber
            value={place + 1}
            onCommit={(number) => {
              setPlace(Math.min(Math.max(Math.round(number ?? 1) - 1, 0), last));
              setMoved(undefined);
            }}
          />
        </Field>
        <Button
          onClick={() => {
            setPlace(place === last ? 0 : place + 1);
            setMoved(undefined);
          }}
        >
          Next row
        </Button>
        <Button onClick={() => setMoved(undefined)} disabled={!moved}>
          Undo changes
        </Button>
      </div>
      <div className={styles.inputs}>
        {(moved ?? start).columns.map((column, input) => {
          const field = model.signature.inputs[input];
          const seen = known.columns[input];
          return (
            field &&
            seen && (
              <InputControl
                key={field.name}
                field={field}
                known={seen}
                value={column}
                original={start.columns[input] ?? column}
                onChange={(next) => change(input, next)}
              />
            )
          );
        })}
      </div>
      <output className={styles.answer}>
        {problem ? (
          <span role="alert">{problem}</span>
        ) : (
          answer && (
            <>
              <AnswerWords answer={answer} signature={model.signature} />
              {truth && (
                <span className={styles.hint}>
                  in the data {maskCell(personal, rows.target, textAt(truth, place) ?? 'missing')}
                </span>
              )}
            </>
          )
        )}
      </output>
      {explain && (
        <section>
          {!isExplained && <Button onClick={() => setExplained(true)}>Why?</Button>}
          {why.problem && <p role="alert">{why.problem}</p>}
          {why.answer && <ExplanationView explanation={why.answer} />}
        </section>
      )}
      <WhatWouldChange
        key={place}
        model={model}
        known={known}
        row={row}
        onTake={(taken) => setMoved(taken)}
      />
    </div>
  );
}

function AnswerWords({ answer, signature }: { answer: Predictions; signature: Signature }) {
  const { outputs, scale, values } = toAnswerMatrix(answer, signature);
  const value = answer.values[0];
  const chances = outputs
    .map((name, k) => ({ name, chance: values[k] ?? 0 }))
    .sort((a, b) => b.chance - a.chance)
    .slice(0, 5);
  return (
    <>
      {signature.output.name} = <strong>{typeof value === 'number' ? formatMetric(value) : value}</strong>
      {scale === 'chance' && answer.probabilities && (
        <span className={styles.hint}>
          {chances.map(({ name, chance }) => `${name} ${formatNumber(100 * chance, 1)}\u00a0%`).join(' · ')}
        </span>
      )}
    </>
  );
}
