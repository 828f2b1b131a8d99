import { useState } from 'react';
import type { AskedRow, FoundChanges, JudgedQuestion, RowValues } from '@/cells/ml/asking';
import type { LiveJudgement } from '@/cells/ml/judging/judgement';
import type { Signature } from '@/cells/ml/model';
import { Button } from '@/components/ui/button';
import { CommittedNumber } from '@/components/ui/committed-input';
import { Checkbox, Field, Select } from '@/components/ui/field';
import { formatMetric, formatNumber } from '@/components/ui/format';
import { usePersonalColumns } from '../personal-columns';
import { sayValue } from './input-control';
import styles from './judgement.module.css';
import { useAsked } from './use-asked';
import { Waiting } from './waiting';

type Search = Extract<JudgedQuestion, { ask: 'changes' }>;

/** The nearest rows with another answer: few inputs changed, none of those that may not. */
export function WhatWouldChange({
  live,
  row,
  values,
  answered,
  onTake,
}: {
  live: LiveJudgement;
  row: AskedRow;
  /** What the row holds, its changes among it. */
  values: RowValues;
  /** What it is answered now: somebody who asks wants another answer. */
  answered: string | number | undefined;
  onTake(changes: RowValues): void;
}) {
  const { signature } = live;
  const classes = signature.output.classes;
  const [chosen, setLabel] = useState<string>();
  const label = chosen ?? classes?.find((one) => one !== answered) ?? '';
  const [ends, setEnds] = useState<{ low?: number; high?: number }>({});
  const [fixed, setFixed] = useState<readonly string[]>([]);
  const [search, setSearch] = useState<Search & { readonly from: RowValues }>();
  const { from, ...question } = search ?? {};
  const { answer, ...asked } = useAsked(live, search && (question as Search)); // all but `from`
  const begin = () => {
    const wanted = classes ? ({ is: 'class', label } as const) : ({ is: 'range', ...ends } as const);
    setSearch({ ask: 'changes', row, wanted, fixed: [...fixed], from: values });
  };
  const isUnsaid = !classes && ends.low === undefined && ends.high === undefined;
  return (
    <section>
      <h4 className={styles.part}>What would change the answer</h4>
      <div className={styles.choices}>
        {classes ? (
          <Field label="Wanted answer">
            <Select
              value={label}
              onChange={setLabel}
              options={classes.map((one) => ({ value: one, label: one }))}
            />
          </Field>
        ) : (
          <>
            <Field label={`${signature.output.name} from`}>
              <CommittedNumber value={ends.low} onCommit={(low) => setEnds({ ...ends, low })} />
            </Field>
            <Field label="to">
              <CommittedNumber value={ends.high} onCommit={(high) => setEnds({ ...ends, high })} />
            </Field>
          </>
        )}
        <Button onClick={begin} busy={asked.isAsking} disabled={isUnsaid}>
          Find changes
        </Button>
      </div>
      <fieldset className={styles.fixed}>
        <legend className={styles.hint}>May not change</legend>
        {signature.inputs.map(({ name }) => (
          <Checkbox
            key={name}
            label={name}
            checked={fixed.includes(name)}
            onChange={(isFixed) =>
              setFixed(isFixed ? [...fixed, name] : fixed.filter((other) => other !== name))
            }
          />
        ))}
      </fieldset>
      <div aria-live="polite">
        <Waiting {...asked} what="Looking for rows with that answer" />
        {answer && from && !asked.isAsking && (
          <Found found={answer} from={from} signature={signature} onTake={onTake} />
        )}
      </div>
    </section>
  );
}

function Found({
  found: { found, tried, isAlready },
  from,
  signature,
  onTake,
}: {
  found: FoundChanges;
  from: RowValues;
  signature: Signature;
  onTake(changes: RowValues): void;
}) {
  const personal = usePersonalColumns();
  if (isAlready) return <p>The row has that answer as it is.</p>;
  if (found.length === 0)
    return (
      <p>
        None found among {formatNumber(tried)} rows tried with values of the data. There may be one further
        away.
      </p>
    );
  return (
    <>
      <ul className={styles.definitions}>
        {found.map(({ changes, prediction, chance }) => (
          <li key={Object.keys(changes).join()} className={styles.change}>
            <span>
              {signature.inputs
                .filter(({ name }) => Object.hasOwn(changes, name))
                .map((field, i) => (
                  <span key={field.name}>
                    {i > 0 && ' and '}
                    {field.name} {sayValue(from[field.name], field, personal)} →{' '}
                    <strong>{sayValue(changes[field.name], field, personal)}</strong>
                  </span>
                ))}{' '}
              <span className={styles.hint}>
                gives {typeof prediction === 'number' ? formatMetric(prediction) : prediction}
                {chance !== undefined && ` with ${formatNumber(100 * chance, 1)}\u00a0%`}
              </span>
            </span>
            <Button onClick={() => onTake(changes)}>Take</Button>
          </li>
        ))}
      </ul>
      <p className={styles.note}>
        Fewest changes first, each as small as the data's values allow; {formatNumber(tried)} rows were tried.
        It says what the model would answer, not what would happen in the world.
      </p>
    </>
  );
}
