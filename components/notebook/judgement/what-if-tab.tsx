import { useState } from 'react';
import type { AboutRows, RowValues } from '@/cells/ml/asking';
import type { LiveJudgement } from '@/cells/ml/judging/judgement';
import { maskCell } from '@/cells/personal';
import { Button } from '@/components/ui/button';
import { CommittedNumber } from '@/components/ui/committed-input';
import { Field } from '@/components/ui/field';
import { formatNumber } from '@/components/ui/format';
import { ExplanationView } from '../explanation/explanation-view';
import { usePersonalColumns } from '../personal-columns';
import { AnswerWords } from './answer-words';
import { hasColumns } from './has-columns';
import { InputControl } from './input-control';
import styles from './judgement.module.css';
import type { TabProps } from './judgement-tabs';
import { useAsked } from './use-asked';
import { Waiting } from './waiting';
import { WhatWouldChange } from './what-would-change';

/** One row of those judged, its inputs moved by hand, and the live answer. */
export function WhatIfTab({ judgement: { live }, isRead }: TabProps) {
  return live && !isRead ? <WhatIf live={live} /> : null;
}

/** Also for a model that is not judged: then of its example. */
export function WhatIf({ live }: { live: LiveJudgement }) {
  const { answer: about, ...asked } = useAsked(live, { ask: 'about' });
  return about ? <WhatIfRow live={live} about={about} /> : <Waiting {...asked} what="Opening the model" />;
}

/** While a slider moves nothing is asked. */
const settleMs = 80;
const unchanged: RowValues = {};

function WhatIfRow({ live, about }: { live: LiveJudgement; about: AboutRows }) {
  const { signature } = live;
  const personal = usePersonalColumns();
  const [place, setPlace] = useState(0);
  const [changes, setChanges] = useState(unchanged);
  const [isExplained, setExplained] = useState(false);
  const row = { place, changes };
  const isMoved = Object.keys(changes).length > 0;
  const { answer: shown, ...showing } = useAsked(live, { ask: 'row', place });
  const before = useAsked(live, { ask: 'answer', row: { place, changes: unchanged } });
  const after = useAsked(live, isMoved ? { ask: 'answer', row } : undefined, settleMs);
  const why = useAsked(live, isExplained ? { ask: 'why', row } : undefined, settleMs);
  if (!shown) return <Waiting {...showing} what="Reading the row" />;
  const go = (to: number) => {
    setPlace(Math.min(Math.max(to, 0), about.rows - 1));
    setChanges(unchanged);
  };
  const change = (name: string, value: RowValues[string]) => {
    const { [name]: _, ...others } = changes;
    setChanges(value === shown.values[name] ? others : { ...others, [name]: value });
  };
  const { answer, problem } = isMoved ? after : before;
  return (
    <div className={styles.tab}>
      <div className={styles.choices}>
        {about.from === 'rows' && (
          <>
            <Field label={`Row, 1 to ${formatNumber(about.rows)}`}>
              <CommittedNumber value={place + 1} onCommit={(number) => go(Math.round(number ?? 1) - 1)} />
            </Field>
            <Button onClick={() => go(place === about.rows - 1 ? 0 : place + 1)}>Next row</Button>
          </>
        )}
        <Button onClick={() => setChanges(unchanged)} disabled={!isMoved}>
          Undo changes
        </Button>
      </div>
      <output className={styles.answer}>
        {problem ? (
          <span role="alert">{problem}</span>
        ) : (
          answer && (
            <AnswerWords
              answer={answer}
              signature={signature}
              before={isMoved ? before.answer : undefined}
              truth={shown.truth && maskCell(personal, signature.output.name, shown.truth)}
            />
          )
        )}
      </output>
      <div className={styles.inputs}>
        {signature.inputs.map((field, input) => {
          const span = about.inputs[input];
          const original = shown.values[field.name] ?? null;
          const value = Object.hasOwn(changes, field.name) ? (changes[field.name] ?? null) : original;
          return (
            span && (
              <InputControl
                key={field.name}
                {...{ field, span, value, original }}
                onChange={(next) => change(field.name, next)}
              />
            )
          );
        })}
      </div>
      <section>
        {!isExplained && <Button onClick={() => setExplained(true)}>Why?</Button>}
        {!why.answer && <Waiting {...why} what="Explaining the row" />}
        {why.answer && isExplained && <ExplanationView explanation={why.answer} />}
      </section>
      {hasColumns(live) && (
        <WhatWouldChange
          key={place}
          live={live}
          row={row}
          values={{ ...shown.values, ...changes }}
          answered={answer?.values[0]}
          onTake={(taken) => setChanges({ ...changes, ...taken })}
        />
      )}
    </div>
  );
}
